// `ward6ctl relay` for people: relayed links, ports of bridges, servers, and what was dropped, each
// as a table.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

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
  void port(const boost::json::object& port);
  void server(const boost::json::object& server);
  void drop(const boost::json::object& drop);

  std::int64_t now_;
  // A table of which there is nothing is left out.
  struct Part {
    Table table;
    bool used = false;

    void add(std::vector<Cell> cells);
  };
  Part links_;
  Part ports_;
  Part servers_;
  Part drops_;
  std::string remedies_;
};

}  // namespace ward6::ctl
