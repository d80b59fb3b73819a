// Brings together the links of the configuration and the interfaces that are there: opens and
// closes sockets, and says once per change what a link waits for.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/log.h"
#include "daemon/net/interface_table.h"
#include "daemon/net/ports.h"
#include "daemon/settings.h"

namespace ward6::daemon {

class Links {
 public:
  Links(Ports& ports, Log& log) : ports_(ports), log_(log) {}

  // What is to be served from now on; update() acts on it.
  void configure(std::shared_ptr<const Settings> settings);
  // Makes sockets follow `interfaces`. False when something that should be open is not: then call
  // again after a while.
  [[nodiscard]] bool update(const InterfaceTable& interfaces);

  // How a link is doing, for ward6ctl.
  struct State {
    std::string name;
    std::string interface;  // empty: relayed only
    Readiness readiness = Readiness::missing;
    dhcp6::InterfaceIndex index{};
    bool listening = false;
    bool sees_macs = false;
  };
  [[nodiscard]] std::vector<State> states() const;
  [[nodiscard]] std::size_t waiting() const noexcept;  // links whose interface is not ready
  [[nodiscard]] std::size_t listening() const noexcept;

 private:
  struct Attached {
    std::string name;  // of the link
    std::string interface;
    dhcp6::LinkId id{};
    bool relayed = false;
    std::optional<Readiness> said;
    bool trouble_said = false;
    dhcp6::InterfaceIndex open{};  // the interface whose sockets are open; 0: none
  };

  bool update(Attached& link, const Interface* interface);
  bool open(Attached& link, const Interface& interface);
  void close(Attached& link);
  void rejoin(const Attached& link);
  void say(Attached& link, Readiness now);
  bool update_relayed();
  void join_everywhere(const InterfaceTable& interfaces);

  Ports& ports_;
  Log& log_;
  std::shared_ptr<const Settings> settings_;
  std::vector<Attached> attached_;
  std::vector<std::string> relayed_only_;
  std::set<dhcp6::InterfaceIndex> joined_;  // by the sockets for relayed messages
  std::set<std::string> relayed_trouble_said_;
  bool tap_said_ = false;
};

}  // namespace ward6::daemon
