#include "daemon/net/ports.h"

#include "daemon/net/udp_socket.h"

namespace ward6::daemon {

Attempt<Ports::Opened> Ports::open_interface(dhcp6::InterfaceIndex interface,
                                             dhcp6::LinkId link,
                                             std::span<const dhcp6::Ipv6Address> groups) {
  // The tap comes first: no datagram is read whose frame it did not see.
  auto tap = Tap::open(interface);
  auto fd = open_interface_socket(interface);
  if (!fd) return tl::unexpected(fd.error());
  for (const dhcp6::Ipv6Address& group : groups) {
    if (auto joined = join(fd->get(), group, interface); !joined) {
      return tl::unexpected(joined.error());
    }
  }
  Port& port = add(std::move(*fd));
  port.interface = interface;
  port.link = link;
  by_interface_[interface] = port.id;
  wait_readable(port);
  if (!tap) return Opened{tap.error()};
  port.tap.emplace(std::move(*tap));
  return Opened{};
}

Attempt<void> Ports::open_relayed(const dhcp6::Ipv6Address& address) {
  auto fd = open_relayed_socket(address);
  if (!fd) return tl::unexpected(fd.error());
  Port& port = add(std::move(*fd));
  port.address = address;
  relayed_.push_back(port.id);
  wait_readable(port);
  return {};
}

Port& Ports::add(Fd fd) {
  const PortId id{next_id_++};
  const auto [at, added] = ports_.try_emplace(
      id, Port{.socket = boost::asio::posix::stream_descriptor(io_, fd.release()),
               .id = id,
               .interface = {},
               .link = dhcp6::kNoLink,
               .address = {},
               .tap = {}});
  return at->second;
}

void Ports::close(PortId id) {
  const auto found = ports_.find(id);
  if (found == ports_.end()) return;
  const auto named = by_interface_.find(found->second.interface);
  if (named != by_interface_.end() && named->second == id) by_interface_.erase(named);
  std::erase(relayed_, id);
  ports_.erase(found);
}

Port* Ports::find(dhcp6::InterfaceIndex interface) noexcept {
  const auto found = by_interface_.find(interface);
  return found == by_interface_.end() ? nullptr : find(found->second);
}

Port* Ports::find(PortId id) noexcept {
  const auto found = ports_.find(id);
  return found == ports_.end() ? nullptr : &found->second;
}

Port* Ports::route(const Departure& departure) noexcept {
  Port* direct = find(departure.interface);
  if (departure.to.address.is_link_local() && direct != nullptr) return direct;
  // A device-bound socket would force the answer out where the question came in, which need not be
  // the way back to a relay some hops away.
  Port* any = nullptr;
  for (const PortId id : relayed_) {
    Port* port = find(id);
    if (any == nullptr || port->address == departure.source) any = port;
  }
  return any != nullptr ? any : direct;
}

// Handlers name the port by its id: it may be closed while they wait in the queue.
void Ports::wait_readable(Port& port) {
  if (port.reading) return;
  port.reading = true;
  port.socket.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                         [this, id = port.id](const boost::system::error_code& error) {
                           Port* waited = error ? nullptr : find(id);
                           if (waited == nullptr) return;
                           waited->reading = false;
                           events_.readable(*waited);
                         });
}

void Ports::wait_writable(Port& port) {
  if (port.writing) return;
  port.writing = true;
  port.socket.async_wait(boost::asio::posix::stream_descriptor::wait_write,
                         [this, id = port.id](const boost::system::error_code& error) {
                           Port* waited = error ? nullptr : find(id);
                           if (waited == nullptr) return;
                           waited->writing = false;
                           events_.writable(*waited);
                         });
}

}  // namespace ward6::daemon
