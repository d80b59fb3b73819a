#include "daemon/delegation_file.h"

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <limits>
#include <memory>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "daemon/io/clock.h"
#include "daemon/io/small_file.h"

namespace ward6::daemon {
namespace {

namespace json = boost::json;

constexpr std::size_t kChunk = std::size_t{64} << 10U;
constexpr std::size_t kLinesMin = 1000;  // a shorter file is not worth a rewrite
constexpr std::chrono::seconds kSayAgain{60};
constexpr std::chrono::seconds kTryAgain{30};
constexpr mode_t kMode = 0640;

// The number under `key`, if it fits.
template <class T>
[[nodiscard]] std::optional<T> number(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  const std::int64_t* found = value == nullptr ? nullptr : value->if_int64();
  if (found == nullptr || *found < 0 || *found > std::int64_t{std::numeric_limits<T>::max()}) {
    return std::nullopt;
  }
  return static_cast<T>(*found);
}

[[nodiscard]] std::optional<Routes::Place> to_place(const json::value& value) {
  if (!value.is_object()) return std::nullopt;
  const auto protocol = number<std::uint8_t>(value.get_object(), "protocol");
  const auto table = number<std::uint32_t>(value.get_object(), "table");
  const auto metric = number<std::uint32_t>(value.get_object(), "metric");
  if (!protocol || !table || !metric) return std::nullopt;
  return Routes::Place{*protocol, *table, *metric};
}

// Takes a file apart into lines of bounded length.
class LineReader {
 public:
  LineReader(std::string path, DelegationFile::Content& content)
      : path_(std::move(path)), content_(content) {}

  void feed(std::string_view part) {
    while (!part.empty()) {
      const std::size_t end = part.find('\n');
      const std::string_view piece = part.substr(0, end);
      // Of a line that is too long only its end is looked for.
      if (line_.size() <= DelegationFile::kLineMax) line_ += piece.substr(0, kChunk);
      if (end == std::string_view::npos) return;
      take_line();
      line_.clear();
      part.remove_prefix(end + 1);
    }
  }
  void finish() { content_.torn = !line_.empty(); }

 private:
  void take_line() {
    ++content_.lines;
    if (line_.empty()) return;  // between a torn line and the next
    if (line_.size() > DelegationFile::kLineMax) return complain("the line is too long");
    json::error_code error;
    const json::value value = json::parse(line_, error);
    if (error || !value.is_object()) return complain("the line is not a JSON object");
    const json::object& object = value.get_object();
    if (const json::value* held = object.if_contains("held"); held != nullptr) {
      if (!held->is_object()) return complain("'held' is not an object");
      const auto delegation = to_delegation(held->get_object());
      if (!delegation) return complain(delegation.error());
      content_.held.insert_or_assign(delegation->delegation.prefix, *delegation);
      return;
    }
    if (const json::value* routes = object.if_contains("routes"); routes != nullptr) {
      const auto place = to_place(*routes);
      if (!place) return complain("'routes' holds no protocol, table and metric");
      content_.routes = place;
      return;
    }
    const json::value* gone = object.if_contains("gone");
    if (gone == nullptr || !gone->is_string()) {
      return complain("the line holds neither 'held', 'gone' nor 'routes'");
    }
    const auto prefix = dhcp6::Prefix::parse(std::string_view(gone->get_string()));
    if (!prefix) return complain("'gone' is no prefix");
    content_.held.erase(*prefix);
  }

  void complain(std::string_view reason) {
    ++content_.bad;
    if (content_.complaints.size() >= DelegationFile::kComplaintsMax) return;
    content_.complaints.push_back(fmt::format("{}:{}: {}", path_, content_.lines, reason));
  }

  std::string path_;
  DelegationFile::Content& content_;
  std::string line_;
};

[[nodiscard]] Attempt<Fd> write_draft(const std::string& path,
                                      const std::optional<Routes::Place>& routes,
                                      const std::vector<NamedDelegation>& held) {
  Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kMode));
  if (!fd.valid()) return refused("write " + path, errno);
  std::string text = routes ? routes_line(*routes) : "";
  for (const NamedDelegation& each : held) {
    text += held_line(each.delegation, each.link);
    if (text.size() < kChunk) continue;
    if (!write_all(fd.get(), text)) return refused("write " + path, errno);
    text.clear();
  }
  if (!write_all(fd.get(), text)) return refused("write " + path, errno);
  if (::fsync(fd.get()) != 0) return refused("fsync " + path, errno);
  return fd;
}

}  // namespace

std::string held_line(const relay::Delegation& delegation, std::string_view link) {
  return json::serialize(json::object{{"held", to_json(delegation, link)}}) + '\n';
}

std::string gone_line(const dhcp6::Prefix& prefix) {
  return json::serialize(json::object{{"gone", prefix.to_string()}}) + '\n';
}

std::string routes_line(const Routes::Place& place) {
  return json::serialize(json::object{
             {"routes",
              {{"protocol", place.protocol}, {"table", place.table}, {"metric", place.metric}}}}) +
         '\n';
}

Attempt<DelegationFile::Content> DelegationFile::read(const std::string& directory) {
  const std::string path = fmt::format("{}/{}", directory, kName);
  Content content;
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid() && errno == ENOENT) return content;
  if (!fd.valid()) return refused("read " + path, errno);
  content.exists = true;
  LineReader lines(path, content);
  std::string part(kChunk, '\0');
  while (true) {
    const ssize_t got = ::read(fd.get(), part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return refused("read " + path, errno);
    if (got == 0) break;
    lines.feed(std::string_view(part).substr(0, static_cast<std::size_t>(got)));
  }
  lines.finish();
  return content;
}

DelegationFile::DelegationFile(boost::asio::io_context& io, std::string directory, Trouble trouble)
    : io_(io), directory_(std::move(directory)), trouble_(std::move(trouble)) {}

DelegationFile::~DelegationFile() {
  if (thread_.joinable()) thread_.join();
}

std::string DelegationFile::path() const {
  return fmt::format("{}/{}", directory_, kName);
}

void DelegationFile::open() {
  fd_ = Fd(::open(path().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, kMode));
}

void DelegationFile::keep(const Routes::Place& place) {
  if (routes_ == place) return;
  routes_ = place;
  append(routes_line(place), 1);
}

void DelegationFile::append(std::string_view lines, std::size_t count) {
  if (is_rewriting_ && !is_given_up_) {
    meanwhile_ += lines;
    meanwhile_lines_ += count;
    if (meanwhile_.size() > kMeanwhileMax) {
      is_given_up_ = true;
      meanwhile_.clear();
      meanwhile_.shrink_to_fit();
    }
  }
  if (!fd_.valid()) open();
  lines_ += count;
  // A part of a line may be there: what follows begins on a new one.
  const bool written =
      fd_.valid() && (!is_incomplete_ || write_all(fd_.get(), "\n")) && write_all(fd_.get(), lines);
  if (written) return;
  const int error = errno;
  fail(refused("write " + path(), error));
}

bool DelegationFile::wants_rewrite(std::size_t held) const {
  if (is_rewriting_) return false;
  if (is_incomplete_) return std::chrono::steady_clock::now() - failed_ >= kTryAgain;
  return lines_ > kLinesMin && lines_ > 2 * held;
}

void DelegationFile::rewrite(std::vector<NamedDelegation> held) {
  if (is_rewriting_) return;
  if (thread_.joinable()) thread_.join();
  is_rewriting_ = true;
  is_given_up_ = false;
  meanwhile_.clear();
  meanwhile_lines_ = 0;
  thread_ = std::thread([this, routes = routes_, held = std::move(held), draft = path() + ".new"] {
    // Handlers are copied, and a descriptor cannot be.
    const auto written = std::make_shared<const Attempt<Fd>>(write_draft(draft, routes, held));
    boost::asio::post(io_, [this, written, lines = held.size()] { finish(*written, lines); });
  });
}

void DelegationFile::rewrite_now(const std::vector<NamedDelegation>& held) {
  finish(write_draft(path() + ".new", routes_, held), held.size());
}

void DelegationFile::finish(const Attempt<Fd>& draft, std::size_t lines) {
  is_rewriting_ = false;
  const std::string meanwhile = std::exchange(meanwhile_, {});
  const std::string draft_path = path() + ".new";
  if (is_given_up_) {
    // What is left of it is in nobody's way.
    static_cast<void>(::unlink(draft_path.c_str()));
    return;
  }
  if (!draft) return fail(tl::unexpected(draft.error()));
  if (!write_all(draft->get(), meanwhile)) return fail(refused("write " + draft_path, errno));
  if (::rename(draft_path.c_str(), path().c_str()) != 0) {
    return fail(refused("rename to " + path(), errno));
  }
  fd_ = Fd();  // of the old file
  is_incomplete_ = false;
  lines_ = lines + std::exchange(meanwhile_lines_, 0);
}

void DelegationFile::remove() {
  is_given_up_ = true;
  meanwhile_.clear();
  fd_ = Fd();
  lines_ = 0;
  is_incomplete_ = false;
  // Not there is as good.
  static_cast<void>(::unlink(path().c_str()));
}

// Told once a minute at most: with a full disk every line fails.
void DelegationFile::fail(const tl::unexpected<std::string>& reason) {
  is_incomplete_ = true;
  failed_ = std::chrono::steady_clock::now();
  if (is_time(said_, kSayAgain)) trouble_(reason.value());
}

}  // namespace ward6::daemon
