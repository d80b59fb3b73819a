// `ward6ctl relay` for people: relayed links, servers, and what was dropped, each as a table.
#pragma once

#include <cstdint>
#include <string>

#include <boost/json/object.hpp>

#include "ctl/table.h"
#include "ctl/terminal.h"

namespace ward6::ctl {

class RelayPage {
 public:
  // `now` is the wall clock, in seconds since 1970.
  RelayPage(Screen screen, std::int64_t now);

  // A line of the answer that is not the last.
  void line(const boost::json::object& object);
  // All of it; the page is used up.
  [[nodiscard]] std::string finish();

 private:
  void link(const boost::json::object& link);
  void server(const boost::json::object& server);
  void drop(const boost::json::object& drop);

  std::int64_t now_;
  Table links_;
  Table servers_;
  Table drops_;
  bool dropped_ = false;
  std::string remedies_;
};

}  // namespace ward6::ctl
