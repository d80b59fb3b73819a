#include "ctl/client.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace ward6::ctl {
namespace {

namespace json = boost::json;
using End = Conversation::End;

[[nodiscard]] std::string_view remedy_of(int error) noexcept {
  switch (error) {
    case ENOENT:
    case ECONNREFUSED:
      return ". Is ward6d running? See 'systemctl status ward6d', or name its socket with "
             "--socket; 'leases --offline' reads the files without it.";
    case EACCES:
    case EPERM:
      return ". Ask as root, or as a member of the group that the configuration lets in.";
    case EAGAIN:
      return ". The daemon is there but does not answer: see its log.";
    default:
      return "";
  }
}

[[nodiscard]] Conversation failed(End end, std::string_view what, int error) {
  return {end,
          fmt::format("{}: {}{}", what, std::generic_category().message(error), remedy_of(error)),
          {}};
}

[[nodiscard]] Conversation nonsense(std::string_view why) {
  return {End::broken,
          fmt::format("bad answer: {}. Is it ward6d of the same version that listens there?", why),
          {}};
}

[[nodiscard]] int send_all(int socket, std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  return 0;
}

// Cuts what arrives into lines.
class LineReader {
 public:
  enum class Got : std::uint8_t { line, end, too_long, failed };

  explicit LineReader(int socket) : socket_(socket) {}

  // With `failed`, errno says why.
  [[nodiscard]] Got next(std::string& line) {
    std::size_t searched = taken_;
    while (true) {
      const std::size_t end = input_.find('\n', searched);
      if (end != std::string::npos) {
        line.assign(input_, taken_, end - taken_);
        taken_ = end + 1;
        return Got::line;
      }
      input_.erase(0, std::exchange(taken_, 0));
      searched = input_.size();
      if (input_.size() > kAnswerLineMax) return Got::too_long;
      const ssize_t size = ::recv(socket_, part_.data(), part_.size(), 0);
      if (size < 0 && errno == EINTR) continue;
      if (size < 0) return Got::failed;
      if (size == 0) return Got::end;
      input_.append(part_.data(), static_cast<std::size_t>(size));
    }
  }

 private:
  int socket_;
  std::string input_;
  std::size_t taken_ = 0;  // bytes of input_ that were lines already
  std::array<char, 65536> part_{};
};

[[nodiscard]] bool give_patience(int socket) noexcept {
  const timeval patience{.tv_sec = kPatienceSeconds, .tv_usec = 0};
  return ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) == 0 &&
         ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) == 0;
}

}  // namespace

Conversation converse(int socket, const json::object& request, const LineVisitor& visit) {
  if (const int error = send_all(socket, json::serialize(request) + '\n'); error != 0) {
    return failed(End::broken, "cannot ask", error);
  }
  LineReader reader(socket);
  std::string line;
  json::parse_options options;
  options.max_depth = 16;
  while (true) {
    switch (reader.next(line)) {
      case LineReader::Got::line:
        break;
      case LineReader::Got::end:
        return nonsense("it ends too early");
      case LineReader::Got::too_long:
        return nonsense("a line does not end");
      case LineReader::Got::failed:
        return failed(End::broken, "no answer", errno);
    }
    json::error_code error;
    json::value value = json::parse(line, error, {}, options);
    if (error || !value.is_object()) return nonsense("a line is not a JSON object");
    json::object& object = value.get_object();
    const json::value* ok = object.if_contains("ok");
    if (ok != nullptr && !ok->is_bool()) return nonsense("'ok' is neither true nor false");
    if (ok != nullptr) return {End::answered, "", std::move(object)};
    visit(object);
  }
}

Conversation converse(const std::string& path,
                      const json::object& request,
                      const LineVisitor& visit) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof(address.sun_path)) {
    return {End::unreachable, fmt::format("'{}' cannot be the path of a socket", path), {}};
  }
  std::ranges::copy(path, std::begin(address.sun_path));
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return failed(End::unreachable, "socket", errno);
  // cast: one type stands for the addresses of all families
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): as above
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  const bool connected = give_patience(socket) && ::connect(socket, generic, sizeof(address)) == 0;
  Conversation conversation =
      connected ? converse(socket, request, visit) : failed(End::unreachable, path, errno);
  // Nothing is lost with what close() could report.
  static_cast<void>(::close(socket));
  return conversation;
}

}  // namespace ward6::ctl
