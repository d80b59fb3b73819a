#include "ctl/client.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <system_error>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace ward6::ctl {
namespace {

namespace json = boost::json;

[[nodiscard]] std::string_view remedy_of(int error) noexcept {
  switch (error) {
    case ENOENT:
    case ECONNREFUSED:
      return "Is ward6d running? Try 'systemctl status ward6', or --socket PATH; "
             "leases and history can be read with --offline.";
    case EACCES:
    case EPERM:
      return "Run it as root, or as a member of the group of control.group.";
    case EAGAIN:
      return "The daemon is there but does not answer: look into its log.";
    default:
      return "";
  }
}

[[nodiscard]] tl::unexpected<Failure> broken(std::string_view what, int error) {
  return tl::unexpected(
      Failure{ExitCode::unreachable,
              fmt::format("{}: {}", what, std::generic_category().message(error)),
              std::string(remedy_of(error))});
}

[[nodiscard]] tl::unexpected<Failure> bad_answer(std::string_view why) {
  return tl::unexpected(Failure{ExitCode::unreachable, fmt::format("bad answer: {}", why),
                                "Is it ward6d, of the same version, that listens there?"});
}

[[nodiscard]] std::string text_of(const json::object& object, std::string_view key) {
  const json::value* found = object.if_contains(key);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : "";
}

[[nodiscard]] Try<json::object> parse_line(std::string_view line) {
  json::error_code error;
  json::parse_options options;
  options.max_depth = 16;
  json::value value = json::parse(line, error, {}, options);
  if (error) return bad_answer("a line is not JSON");
  if (!value.is_object()) return bad_answer("a line is not a JSON object");
  return std::move(value.get_object());
}

}  // namespace

Try<Client> Client::connect(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof(address.sun_path)) {
    return tl::unexpected(
        Failure{ExitCode::usage, fmt::format("'{}' is no path of a socket", path), ""});
  }
  std::ranges::copy(path, std::begin(address.sun_path));
  daemon::Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return broken("socket", errno);
  const timeval patience{.tv_sec = kPatienceSeconds, .tv_usec = 0};
  for (const int option : {SO_RCVTIMEO, SO_SNDTIMEO}) {
    if (::setsockopt(socket.get(), SOL_SOCKET, option, &patience, sizeof(patience)) != 0) {
      return broken("setsockopt", errno);
    }
  }
  // connect() takes every family by one type: cast is how the interface is meant.
  const auto* generic = reinterpret_cast<const sockaddr*>(  // cast: what connect() takes
      &address);  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
  if (::connect(socket.get(), generic, sizeof(address)) != 0) return broken(path, errno);
  return Client(std::move(socket));
}

Try<json::object> Client::ask(const json::object& request, const Row& row) {
  if (auto sent = send(json::serialize(request) + '\n'); !sent) {
    return tl::unexpected(sent.error());
  }
  while (true) {
    const auto line = read_line();
    if (!line) return tl::unexpected(line.error());
    auto object = parse_line(*line);
    if (!object) return object;
    const json::value* ok = object->if_contains("ok");
    if (ok == nullptr) {
      if (!row(*object)) return bad_answer("a line is not what was asked for");
      continue;
    }
    if (!ok->is_bool()) return bad_answer("'ok' is neither true nor false");
    if (ok->get_bool()) return object;
    std::string error = text_of(*object, "error");
    if (error.empty()) error = "the daemon refuses and gives no reason";
    return tl::unexpected(Failure{ExitCode::refused, std::move(error), text_of(*object, "remedy"),
                                  std::move(*object)});
  }
}

Try<void> Client::send(std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return broken("cannot ask", errno);
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

Try<std::string> Client::read_line() {
  std::size_t searched = taken_;
  while (true) {
    const std::size_t end = input_.find('\n', searched);
    if (end != std::string::npos) {
      std::string line = input_.substr(taken_, end - taken_);
      taken_ = end + 1;
      return line;
    }
    input_.erase(0, std::exchange(taken_, 0));
    searched = input_.size();
    if (input_.size() > kLineMax) return bad_answer("a line does not end");
    std::array<char, 65536> part;  // NOLINT(cppcoreguidelines-pro-type-member-init): recv fills it
    const ssize_t size = ::recv(socket_.get(), part.data(), part.size(), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return broken("no answer", errno);
    if (size == 0) return bad_answer("it ends too early");
    input_.append(part.data(), static_cast<std::size_t>(size));
  }
}

}  // namespace ward6::ctl
