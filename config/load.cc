#include "config/load.h"

#include <cerrno>
#include <cstddef>
#include <exception>
#include <fcntl.h>
#include <memory>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "config/document.h"
#include "config/loader.h"

namespace ward6::config {
namespace {

// LinkId has 16 bits, of which the highest number means "no link".
constexpr std::size_t kLinksMax = 65534;

void load_links(const Object& file, Loader& loader, dhcp6::ServerConfig& server) {
  file.for_each_named("links", [&](std::string_view name, Place place, const Node& node) {
    if (server.links.size() == kLinksMax) {
      loader.out.error(place, cat("more than ", kLinksMax, " links"));
      return;
    }
    loader.facts.links.push_back({name, place});
    server.links.push_back(load_link(node, name, place, loader));
  });
  const Node* links = file.find("links");
  if (links != nullptr && links->is_map() && links->items.empty()) {
    loader.out.missing(links->place, "'links' is empty: there is nothing to serve",
                       "Name at least one link.");
  }
}

// Where clients are that this daemon answers itself.
std::vector<dhcp6::LinkId> served_links(const dhcp6::ServerConfig& server) {
  std::vector<dhcp6::LinkId> served;
  for (std::size_t at = 0; at < server.links.size(); ++at) {
    const dhcp6::Link& link = server.links[at];
    if (!link.serve || link.interface.empty()) continue;
    served.push_back(dhcp6::LinkId{static_cast<std::uint16_t>(at)});
  }
  return served;
}

Config load_document(const Node& root, Loader& loader) {
  Config config;
  auto server = std::make_shared<dhcp6::ServerConfig>();
  const Object file(root, "file", loader.out);
  load_definitions(file, loader);  // before any options
  if (const Node* node = file.find("server")) load_server(*node, loader, config, *server);
  if (const Node* node = file.find("routes")) load_routes(*node, loader);
  if (const Node* node = file.find("guard")) load_guard_process(*node, loader, config);
  if (const Node* node = file.find("log")) load_log(*node, loader, config);
  load_links(file, loader, *server);
  server->hosts = load_hosts(file, {}, loader);
  check_space(loader.facts, loader.out);
  check_hosts(loader.facts, loader.out);
  check_links(loader.facts, loader.out);
  check_sources(loader.facts, config.listen, loader.out);
  if (config.listen.empty() && !loader.facts.link_addresses.empty()) config.listen.emplace_back();
  if (config.listen.empty() && !loader.facts.interface_ids.empty()) config.listen.emplace_back();
  // Replies of servers come in anywhere.
  if (config.listen.empty() && !loader.relay.links.empty()) config.listen.emplace_back();
  complete_guards(*server, loader);
  loader.relay.served_links = served_links(*server);
  config.server = std::move(server);
  config.relay = std::make_shared<relay::RelayConfig>(std::move(loader.relay));
  config.delegations = std::make_shared<relay::DelegationConfig>(std::move(loader.delegations));
  config.ldras = std::make_shared<std::vector<relay::LdraConfig>>(std::move(loader.ldras));
  config.guards = std::make_shared<std::vector<raguard::GuardPolicy>>(std::move(loader.guards));
  config.option_definitions = std::move(loader.user_options);
  return config;
}

LoadResult load_checked(std::string_view text, const std::string& name) {
  Diagnostics out(name);
  std::optional<Config> config;
  if (text.size() > kFileSizeMax) {
    out.error({}, cat("larger than ", kFileSizeMax >> 20U, " MiB"), "Split the configuration.");
  } else {
    const Document document = Document::parse(text, out);
    if (document.root() != nullptr) {
      Loader loader{out, {}, {}, {}, {}, {}, {}};
      config = load_document(*document.root(), loader);
    }
  }
  const bool failed = out.has_errors() || !config;
  auto found = out.take(text);
  if (failed) return tl::unexpected(std::move(found));
  config->warnings = std::move(found);
  config->sources = {name};
  return std::move(*config);
}

std::vector<Diagnostic> one(const std::string& name, std::string message, std::string remedy) {
  return {{name, {}, Severity::error, std::move(message), std::move(remedy), {}, {}}};
}

// What could not be done, with everything that helps to find out why: a checker that blames the
// syntax for a missing permission costs its user an afternoon.
std::vector<Diagnostic> io_error(const std::string& path, std::string_view what, int error) {
  std::string remedy;
  if (error == EACCES || error == EPERM) {
    remedy =
        "Check the permissions of the file and of the directories above it; if they are "
        "right, a policy such as AppArmor or SELinux may forbid it.";
  } else if (error == ENOENT) {
    remedy = "Check the name, or give another with --config.";
  }
  return one(path,
             cat(what, " as user ", ::getuid() == ::geteuid() ? "" : "(effective) ", ::geteuid(),
                 ": ", std::generic_category().message(error)),
             std::move(remedy));
}

class File {
 public:
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  explicit File(const std::string& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  File(File&&) = delete;
  File& operator=(File&&) = delete;

  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

// The whole file, or one byte more than we accept. False: errno is set.
bool read_all(int descriptor, std::string& text) {
  constexpr std::size_t kStep = std::size_t{64} << 10U;
  std::size_t size = 0;
  while (size <= kFileSizeMax) {
    text.resize(size + kStep);
    const ssize_t got = ::read(descriptor, &text[size], kStep);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return true;
}

LoadResult load_opened(const std::string& path) {
  const File file(path);
  if (file.get() < 0) return tl::unexpected(io_error(path, "cannot open it", errno));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) {
    return tl::unexpected(io_error(path, "cannot look at it", errno));
  }
  if (S_ISDIR(status.st_mode)) {
    return tl::unexpected(one(path, "is a directory, not a file", "Name the file in it."));
  }
  std::string text;
  if (!read_all(file.get(), text)) return tl::unexpected(io_error(path, "cannot read it", errno));
  return load_checked(text, path);
}

}  // namespace

LoadResult load_text(std::string_view text, const std::string& name) noexcept {
  try {
    return load_checked(text, name);
  } catch (const std::exception& error) {
    return tl::unexpected(one(name, cat("cannot be read: ", printable(error.what())), {}));
  }
}

LoadResult load_file(const std::string& path) noexcept {
  try {
    return load_opened(path);
  } catch (const std::exception& error) {
    return tl::unexpected(one(path, cat("cannot be read: ", printable(error.what())), {}));
  }
}

}  // namespace ward6::config
