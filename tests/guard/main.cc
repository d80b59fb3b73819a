// Drives a GuardTable by commands from standard input, one a line, each answered by one line:
//   configure netdev|bridge strict|open NAME   the policy of tests/vectors/guard, or one without
//                                              bounds; another NAME makes another policy
//   ports PORT=ROLE...                         the ports that exist
//   wait                                       answers when all that is wanted is in force
//   block PORT MAC SECONDS
//   judge ROLE HEX                             answers the judge's reason for a frame
//   counters | repairs | text FILE | remove
// What goes wrong is told on standard error.
#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/streambuf.hpp>
#include <fmt/format.h>

#include "daemon/guard_table.h"
#include "raguard/guard.h"

namespace ward6::daemon {
namespace {

using raguard::AllowedRouter;
using raguard::Bounds;
using raguard::GuardPolicy;
using raguard::PortRole;

GuardPolicy make_policy(const std::string& kind, const std::string& name) {
  GuardPolicy policy;
  policy.name = name;
  policy.interface = "br0";
  AllowedRouter router;
  router.name = "rtr";
  router.address = dhcp6::Ipv6Address::parse("fe80::ff:fe00:1").value();
  router.mac = dhcp6::LinkLayerAddress::parse("02:00:00:00:00:01").value();
  if (kind == "strict") {
    router.prefixes = {{dhcp6::Prefix::parse("2001:db8:1::/64").value(), 64, 64}};
    router.hop_limit = Bounds<std::uint8_t>{64, 64};
    router.managed = false;
    router.other = false;
    router.preference_max = raguard::Preference::medium;
    router.lifetime = Bounds<dhcp6::Seconds>{dhcp6::Seconds{1}, dhcp6::Seconds{1800}};
    router.reachable_ms = Bounds<std::uint32_t>{1000, 30000};
    router.retransmit_ms = Bounds<std::uint32_t>{0, 0};
  }
  raguard::AllowedServer server;
  server.name = "dhcp";
  server.mac = dhcp6::LinkLayerAddress::parse("02:00:00:00:00:05").value();
  policy.routers = {router};
  policy.servers = {server};
  return policy;
}

std::optional<PortRole> parse_role(const std::string& text) {
  if (text == "host") return PortRole::host;
  if (text == "router") return PortRole::router;
  if (text == "server") return PortRole::server;
  if (text == "trusted") return PortRole::trusted;
  return std::nullopt;
}

std::vector<std::byte> from_hex(const std::string& hex) {
  std::vector<std::byte> bytes;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
    bytes.push_back(static_cast<std::byte>(std::stoul(hex.substr(at, 2), nullptr, 16)));
  }
  return bytes;
}

class Driver {
 public:
  explicit Driver(boost::asio::io_context& io)
      : io_(io),
        input_(io, ::dup(0)),
        timer_(io),
        table_(io, [](const std::string& text) { fmt::print(stderr, "trouble: {}\n", text); }) {
    read();
  }

 private:
  void read() {
    boost::asio::async_read_until(input_, lines_, '\n',
                                  [this](const boost::system::error_code& error, std::size_t) {
                                    if (error) return io_.stop();
                                    std::istream stream(&lines_);
                                    std::string line;
                                    std::getline(stream, line);
                                    handle(line);
                                  });
  }
  void answer(const std::string& text) {
    fmt::print("{}\n", text);
    static_cast<void>(std::fflush(stdout));  // its reader is gone: the next read ends us
    read();
  }
  void wait() {
    if (table_.is_good()) return answer("good");
    timer_.expires_after(std::chrono::milliseconds(2));
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) wait();
    });
  }
  void handle(const std::string& line) {
    std::istringstream words(line);
    std::string verb;
    words >> verb;
    if (verb == "wait") return wait();
    if (verb == "remove") return table_.remove([this] { answer("removed"); });
    answer(simple(verb, words));
  }
  std::string simple(const std::string& verb, std::istringstream& words) {
    if (verb == "configure") return configure(words);
    if (verb == "ports") return set_ports(words);
    if (verb == "block") return block(words);
    if (verb == "judge") return judge(words);
    if (verb == "counters") return counters();
    if (verb == "repairs") return fmt::format("{}", table_.repairs());
    std::string file;
    words >> file;
    if (verb == "text") std::ofstream(file) << table_.text();
    return verb == "text" ? "ok" : "what?";
  }
  std::string configure(std::istringstream& words) {
    std::string family;
    std::string kind;
    std::string name;
    words >> family >> kind >> name;
    policy_ = make_policy(kind, name);
    table_.configure(family == "bridge" ? GuardFamily::bridge : GuardFamily::netdev, {policy_});
    return "ok";
  }
  std::string set_ports(std::istringstream& words) {
    std::vector<GuardTable::Port> ports;
    for (std::string word; words >> word;) {
      const auto at = std::min(word.find('='), word.size());
      const auto role = parse_role(word.substr(std::min(at + 1, word.size())));
      if (!role) return "what role?";
      ports.push_back({0, word.substr(0, at), *role});
    }
    table_.set_ports(ports);
    return "ok";
  }
  std::string block(std::istringstream& words) {
    std::string port;
    std::string mac;
    long seconds = 0;
    words >> port >> mac >> seconds;
    const auto address = dhcp6::LinkLayerAddress::parse(mac);
    return address && table_.block(port, *address, std::chrono::seconds(seconds)) ? "ok" : "no";
  }
  std::string judge(std::istringstream& words) {
    std::string role;
    std::string hex;
    words >> role >> hex;
    const std::vector<std::byte> frame = from_hex(hex);
    const auto known = parse_role(role);
    if (!known) return "what role?";
    const raguard::Judgement judgement = raguard::judge(policy_, *known, frame);
    return fmt::format("{} {}", judgement.is_drop() ? "D" : "P", raguard::row(judgement.reason).id);
  }
  std::string counters() {
    std::string text;
    for (const GuardCount& one : table_.counters()) {
      text += fmt::format("{}/{}={} ", one.port, one.reason, one.packets);
    }
    return text;
  }

  boost::asio::io_context& io_;
  boost::asio::posix::stream_descriptor input_;
  boost::asio::streambuf lines_;
  boost::asio::steady_timer timer_;
  GuardPolicy policy_;
  GuardTable table_;
};

}  // namespace
}  // namespace ward6::daemon

int main() {
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));  // cannot fail for it
  boost::asio::io_context io;
  ward6::daemon::Driver driver(io);
  io.run();
}
