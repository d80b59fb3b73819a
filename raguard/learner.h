// What routers and servers say on a link, written down for the operator to adopt: the LEARNING
// state of RFC 6105 §4.1. Nothing is trusted by being learned.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libdhcp6/core/time.h"
#include "raguard/guard.h"
#include "raguard/policy.h"

namespace ward6::raguard {

// How often, and when.
struct Sightings {
  std::uint64_t frames = 0;
  dhcp6::WallTime first;
  dhcp6::WallTime last;
};

struct LearnedRouter {
  std::string port;
  AllowedRouter router;  // allows exactly what was said
  Sightings seen;
};

struct LearnedServer {
  std::string port;
  AllowedServer server;
  Sightings seen;
};

class Learner {
 public:
  // Of each kind; what comes beyond is not learned, and counted.
  static constexpr std::size_t kMax = 64;
  // Of one router's list.
  static constexpr std::size_t kListMax = 64;

  // A frame from that port. Only valid advertisements and messages of servers are taken.
  void learn(dhcp6::WallTime now, std::string_view port, const Judgement& judgement);
  void clear();

  [[nodiscard]] std::span<const LearnedRouter> routers() const noexcept { return routers_; }
  [[nodiscard]] std::span<const LearnedServer> servers() const noexcept { return servers_; }
  [[nodiscard]] std::uint64_t left_out() const noexcept { return left_out_; }

 private:
  void learn_router(dhcp6::WallTime now, std::string_view port, const Judgement& judgement);
  void learn_server(dhcp6::WallTime now, std::string_view port, const Judgement& judgement);

  std::vector<LearnedRouter> routers_;
  std::vector<LearnedServer> servers_;
  std::uint64_t left_out_ = 0;
};

}  // namespace ward6::raguard
