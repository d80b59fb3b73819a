// The other end of the control socket: one request, and its answer line by line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include <boost/json/object.hpp>

namespace ward6::ctl {

struct Conversation {
  enum class End : std::uint8_t {
    answered,     // `last` is the daemon's last line, whether it says yes or no
    unreachable,  // nobody listens, or we may not ask
    broken,       // no answer, or one that makes no sense
  };

  End end = End::answered;
  std::string error;  // unless answered: what is wrong and what to do
  boost::json::object last;
};

// No answer of the daemon has a line that long.
inline constexpr std::size_t kAnswerLineMax = std::size_t{8} << 20U;
// A reload of a large configuration takes its time; nothing else does.
inline constexpr int kPatienceSeconds = 60;

// Called with each line but the last.
using LineVisitor = std::function<void(const boost::json::object&)>;

[[nodiscard]] Conversation converse(const std::string& path,
                                    const boost::json::object& request,
                                    const LineVisitor& visit);
// The same over a connected socket, which stays the caller's.
[[nodiscard]] Conversation converse(int socket,
                                    const boost::json::object& request,
                                    const LineVisitor& visit);

}  // namespace ward6::ctl
