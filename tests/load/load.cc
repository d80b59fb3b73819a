#include "tests/load/load.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

#include "libdhcp6/core/duid.h"
#include "libdhcp6/wire/ia.h"
#include "libdhcp6/wire/writer.h"

namespace ward6::load {
namespace {

using namespace dhcp6;
using Clock = std::chrono::steady_clock;

[[noreturn]] void fail_with_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

class Socket {
 public:
  explicit Socket(const std::string& interface) : fd_(::socket(AF_INET6, SOCK_DGRAM, 0)) {
    if (fd_ < 0) fail_with_errno("socket");
    const unsigned index = if_nametoindex(interface.c_str());
    if (index == 0) fail_with_errno("interface");
    const int size = 8 << 20;
    (void)::setsockopt(fd_, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);  // only speed
    sockaddr_in6 local{};
    local.sin6_family = AF_INET6;
    local.sin6_port = htons(kClientPort);
    if (::bind(fd_, as_sockaddr(local), sizeof local) != 0) fail_with_errno("bind");
    server_.sin6_family = AF_INET6;
    server_.sin6_port = htons(kServerPort);
    server_.sin6_scope_id = index;
    std::memcpy(&server_.sin6_addr, kAllRelayAgentsAndServers.octets.data(), kAddressSize);
  }
  ~Socket() { ::close(fd_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  void send(Bytes datagram) const {
    // A full queue or a server that is just being restarted: the client asks again.
    (void)::sendto(fd_, datagram.data(), datagram.size(), 0, as_sockaddr(server_), sizeof server_);
  }
  // The next datagram, or nothing after `wait_ms`.
  Bytes receive(MutableBytes buffer, int wait_ms) const {
    pollfd ready{fd_, POLLIN, 0};
    if (::poll(&ready, 1, wait_ms) <= 0) return {};
    const auto size = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    return size <= 0 ? Bytes{} : Bytes(buffer).first(static_cast<std::size_t>(size));
  }

 private:
  static const sockaddr* as_sockaddr(const sockaddr_in6& address) {
    return reinterpret_cast<const sockaddr*>(&address);  // the socket API's own convention
  }

  int fd_;
  sockaddr_in6 server_{};
};

// One client in flight.
struct Client {
  bool busy = false;
  std::uint32_t number = 0;
  std::uint32_t generation = 0;  // part of the transaction-id
  MessageType sent = MessageType::solicit;
  std::uint32_t tries = 0;
  std::uint32_t renewed = 0;
  Clock::time_point deadline;
  std::vector<std::byte> server_id;
  std::vector<std::byte> ias;  // as the server wrote them
};

class Load {
 public:
  explicit Load(const Settings& settings)
      : settings_(settings), socket_(settings.interface), clients_(settings.window) {
    if (!settings.acked.empty()) acked_.open(settings.acked, std::ios::app);
  }

  Report run() {
    const auto begin = Clock::now();
    const auto end = begin + std::chrono::seconds(settings_.seconds_max);
    while (Clock::now() < end) {
      bool busy = false;
      for (std::size_t i = 0; i < clients_.size(); ++i) busy = step(i) || busy;
      if (!busy) break;
      for (int i = 0; i < 256; ++i) {
        const Bytes datagram = socket_.receive(buffer_, i == 0 ? 10 : 0);
        if (datagram.empty()) break;
        take(datagram);
      }
    }
    report_.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return report_;
  }

 private:
  // Starts or repeats a message where that is due; false when the slot has no more work.
  bool step(std::size_t slot) {
    Client& client = clients_[slot];
    if (!client.busy) {
      if (started_ == settings_.clients) return false;
      const std::uint32_t generation = client.generation;
      client = Client{};
      client.busy = true;
      client.generation = generation;
      client.number = settings_.first + started_++;
      begin(slot, MessageType::solicit);
    } else if (Clock::now() >= client.deadline) {
      if (client.tries >= settings_.tries) {
        ++report_.abandoned;
        client.busy = false;
        return true;
      }
      ++report_.resent;
      transmit(slot);
    }
    return true;
  }

  void begin(std::size_t slot, MessageType type) {
    Client& client = clients_[slot];
    client.sent = type;
    client.tries = 0;
    client.generation = (client.generation + 1) & 0xff;
    transmit(slot);
  }

  void transmit(std::size_t slot) {
    Client& client = clients_[slot];
    ++client.tries;
    client.deadline = Clock::now() + std::chrono::milliseconds(settings_.timeout_ms);
    std::array<std::byte, 1400> out{};
    Writer writer(out);
    writer.u8(static_cast<std::uint8_t>(client.sent));
    writer.u24(static_cast<std::uint32_t>(slot) << 8U | client.generation);
    write_client_id(writer, client.number);
    if (client.sent == MessageType::solicit) {
      if (settings_.rapid) writer.option(OptionCode::rapid_commit, {});
      if (settings_.address) write_empty_ia(writer, OptionCode::ia_na);
      if (settings_.prefix) write_empty_ia(writer, OptionCode::ia_pd);
    } else {
      writer.option(OptionCode::server_id, client.server_id);
      writer.raw(client.ias);
    }
    {
      const auto scope = writer.open(OptionCode::elapsed_time);
      writer.u16(0);
    }
    {
      const auto scope = writer.open(OptionCode::option_request);
      writer.u16(value(OptionCode::dns_servers)).u16(value(OptionCode::sol_max_rt));
    }
    socket_.send(writer.written());
  }

  static void write_client_id(Writer& writer, std::uint32_t number) {
    const auto scope = writer.open(OptionCode::client_id);  // DUID-LL: RFC 9915 §11.4
    writer.u16(3).u16(1).u16(0x0200).u32(number);
  }
  static void write_empty_ia(Writer& writer, OptionCode code) {
    const auto scope = writer.open(code);
    writer.u32(1).u32(0).u32(0);
  }

  void take(Bytes datagram) {
    const auto message = MessageView::parse(datagram);
    if (!message) {
      ++report_.malformed;
      return;
    }
    const std::size_t slot = value(message->transaction) >> 8U;
    const bool known = slot < clients_.size() && clients_[slot].busy &&
                       clients_[slot].generation == (value(message->transaction) & 0xffU);
    if (!known) {
      ++report_.unmatched;
      return;
    }
    Client& client = clients_[slot];
    keep_answer(client, *message);
    if (refuses(client)) {
      ++report_.refused;
      client.busy = false;
    } else if (message->is(MessageType::advertise)) {
      begin(slot, MessageType::request);
    } else {
      acknowledge(client);
      const bool more = client.renewed < settings_.renews;
      if (more) {
        ++client.renewed;
        begin(slot, MessageType::renew);
      } else {
        ++report_.finished;
        client.busy = false;
      }
    }
  }

  static void keep_answer(Client& client, const MessageView& message) {
    client.ias.clear();
    for (const OptionView option : message.options) {
      if (option.is(OptionCode::server_id)) {
        client.server_id.assign(option.body.begin(), option.body.end());
      }
      if (!option.is(OptionCode::ia_na) && !option.is(OptionCode::ia_pd)) continue;
      std::array<std::byte, kOptionHeaderSize> header{};
      Writer(header).u16(option.code).u16(static_cast<std::uint16_t>(option.body.size()));
      client.ias.insert(client.ias.end(), header.begin(), header.end());
      client.ias.insert(client.ias.end(), option.body.begin(), option.body.end());
    }
  }

  // Calls `visit(resource)` for every lease in the client's last answer.
  template <class Visit>
  static void for_each_lease(const Client& client, const Visit& visit) {
    const auto ias = OptionsView::parse(client.ias);
    if (!ias) return;
    for (const OptionView option : *ias) {
      const auto ia = IaView::decode(option.body);
      if (!ia) continue;
      for (const OptionView inner : ia->options) {
        if (inner.is(OptionCode::ia_address)) {
          const auto lease = IaAddressView::decode(inner.body);
          if (lease && lease->valid_lifetime.count() > 0) {
            visit(Prefix::containing(lease->address, 128));
          }
        } else if (inner.is(OptionCode::ia_prefix)) {
          const auto lease = IaPrefixView::decode(inner.body);
          if (lease && lease->valid_lifetime.count() > 0) {
            visit(Prefix::containing(lease->address, lease->length));
          }
        }
      }
    }
  }

  [[nodiscard]] bool refuses(const Client& client) const {
    std::size_t leases = 0;
    for_each_lease(client, [&leases](const Prefix&) { ++leases; });
    const std::size_t asked = (settings_.address ? 1U : 0U) + (settings_.prefix ? 1U : 0U);
    return leases < asked;
  }

  void acknowledge(const Client& client) {
    for_each_lease(client, [&](const Prefix& resource) {
      const auto [owner, is_new] = owners_.try_emplace(resource, client.number);
      if (!is_new && owner->second != client.number) ++report_.duplicates;
      if (!acked_.is_open()) return;
      std::array<std::byte, 10> duid{};
      Writer(duid).u16(3).u16(1).u16(0x0200).u32(client.number);
      acked_ << Duid::make(duid)->to_string() << ' ' << resource.to_string() << std::endl;
    });
  }

  const Settings& settings_;
  Socket socket_;
  std::vector<Client> clients_;
  std::uint32_t started_ = 0;
  Report report_;
  std::ofstream acked_;
  std::map<Prefix, std::uint32_t> owners_;
  std::array<std::byte, 65536> buffer_{};
};

}  // namespace

Report run(const Settings& settings) {
  return Load(settings).run();
}

}  // namespace ward6::load
