// The verbs of the control socket: what ward6ctl may ask, and what it is told.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "daemon/bridging.h"
#include "daemon/control_answer.h"
#include "daemon/counters.h"
#include "daemon/delegating.h"
#include "daemon/guarding.h"
#include "daemon/links.h"
#include "daemon/log.h"
#include "daemon/options.h"
#include "daemon/relaying.h"
#include "daemon/reload.h"
#include "daemon/settings.h"
#include "daemon/store.h"
#include "daemon/transaction_log.h"
#include "libdhcp6/server/server.h"

namespace ward6::daemon {

// What verbs look at. The settings change with a reload; everything outlives the verbs.
struct ControlView {
  const Options& options;
  const std::shared_ptr<const Settings>& settings;
  const dhcp6::Server& server;
  const dhcp6::ServerIdentity& identity;
  Store& store;
  Delegating& delegating;
  const Links& links;
  Relaying& relaying;
  Bridging& bridging;
  const Guarding& guarding;
  const Counters& counters;
  const TransactionLog& transactions;
  Reloader& reloader;
  Log& log;
  std::chrono::steady_clock::time_point started;
};

class ControlVerbs {
 public:
  // Leases looked at per slice: some hundred microseconds.
  static constexpr std::size_t kSliceLooked = 2000;
  static constexpr std::size_t kSliceFound = 128;

  explicit ControlVerbs(ControlView view) : view_(view) {}

  // One line of a client. Whatever is wrong with it is an answer.
  [[nodiscard]] ControlAnswer answer(std::string_view request);

 private:
  using Arguments = boost::json::object;

  [[nodiscard]] ControlAnswer status(const Arguments& arguments);
  [[nodiscard]] ControlAnswer links(const Arguments& arguments);
  [[nodiscard]] ControlAnswer leases(const Arguments& arguments);
  [[nodiscard]] ControlAnswer relay_bindings(const Arguments& arguments);
  [[nodiscard]] ControlAnswer relay_clear(const Arguments& arguments);
  [[nodiscard]] ControlAnswer stats(const Arguments& arguments);
  [[nodiscard]] ControlAnswer relay(const Arguments& arguments);
  [[nodiscard]] ControlAnswer guard(const Arguments& arguments);
  [[nodiscard]] ControlAnswer guard_learn(const Arguments& arguments);
  [[nodiscard]] ControlAnswer guard_rules(const Arguments& arguments);
  [[nodiscard]] ControlAnswer reload(const Arguments& arguments);
  [[nodiscard]] ControlAnswer log_level(const Arguments& arguments);

  struct Verb {
    std::string_view name;
    ControlAnswer (ControlVerbs::*run)(const Arguments&);
  };
  static const std::array<Verb, 12> kVerbs;

  ControlView view_;
};

}  // namespace ward6::daemon
