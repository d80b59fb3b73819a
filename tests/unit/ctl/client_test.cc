#include "ctl/client.h"

#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include <boost/json/value.hpp>

#include "tests/support/catch.h"

namespace ward6::ctl {
namespace {

using End = Conversation::End;

// What becomes of `answer` from a daemon that hangs up behind it, and how many lines were visited.
struct Heard {
  Conversation conversation;
  std::size_t lines = 0;
};
[[nodiscard]] Heard hear(const std::string& answer) {
  int ends[2] = {-1, -1};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
  std::thread daemon([&answer, socket = ends[1]] {
    char request[64];
    static_cast<void>(::recv(socket, request, sizeof(request), 0));  // it is not looked at
    std::string_view rest = answer;
    while (!rest.empty()) {
      const ssize_t sent = ::send(socket, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (sent <= 0) break;
      rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    ::close(socket);
  });
  Heard heard;
  heard.conversation = converse(ends[0], {{"verb", "status"}},
                                [&heard](const boost::json::object&) { ++heard.lines; });
  ::close(ends[0]);
  daemon.join();
  return heard;
}

TEST_CASE("The line with ok ends an answer", "[ctl]") {
  const Heard heard =
      hear("{\"lease\":{}}\n{\"lease\":{}}\n{\"ok\":true,\"count\":2}\n{\"x\":1}\n");
  CHECK(heard.conversation.end == End::answered);
  CHECK(heard.lines == 2);
  CHECK(heard.conversation.last.at("count").as_int64() == 2);
}

TEST_CASE("A no of the daemon is an answer", "[ctl]") {
  const Heard heard = hear("{\"ok\":false,\"error\":\"busy\"}\n");
  CHECK(heard.conversation.end == End::answered);
  CHECK(heard.conversation.last.at("error").as_string() == "busy");
}

TEST_CASE("An answer that makes no sense is an error with a reason", "[ctl]") {
  const std::string answer = GENERATE(as<std::string>(), "", "\n", "hello\n", "[]\n", "7\n",
                                      "{\"ok\":1}\n", "{\"ok\":true}", "{\"a\":\"\xff\"}\n",
                                      "{\"lease\":{}}\n", std::string(100, '[') + "\n");
  const Heard heard = hear(answer);
  CHECK(heard.conversation.end == End::broken);
  CHECK(heard.conversation.error.starts_with("bad answer: "));
}

TEST_CASE("A line without end is not read for ever", "[ctl]") {
  const Heard heard = hear(std::string(kAnswerLineMax + 200'000, 'x'));
  CHECK(heard.conversation.end == End::broken);
}

TEST_CASE("Where nobody listens, the user is told what to do", "[ctl]") {
  const auto ignore = [](const boost::json::object&) {};
  const Conversation missing = converse("/nonexistent/control.sock", {}, ignore);
  CHECK(missing.end == End::unreachable);
  CHECK(missing.error.find("Is ward6d running?") != std::string::npos);
  CHECK(converse(std::string(200, 'x'), {}, ignore).end == End::unreachable);
  CHECK(converse("", {}, ignore).end == End::unreachable);
}

}  // namespace
}  // namespace ward6::ctl
