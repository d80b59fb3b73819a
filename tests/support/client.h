// A script client: asks an Engine in a line and reads the decoded answer. What it gets it remembers
// and names in its next message, as real clients do. Through as many relays as a test wants.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "libdhcp6/core/outcome.h"
#include "libdhcp6/wire/protocol.h"
#include "tests/support/engine.h"

namespace ward6::dhcp6::test {

struct RawOption {
  std::uint16_t code = 0;
  Buffer body;
};
[[nodiscard]] RawOption raw(OptionCode code, Buffer body = {});
[[nodiscard]] RawOption raw(OptionCode code, std::string_view body);
// An Option Request or Echo Request for these.
[[nodiscard]] RawOption codes(OptionCode which, std::vector<OptionCode> wanted);
// RFC 6939: Ethernet.
[[nodiscard]] RawOption link_layer_option(std::string_view mac);

// One relay agent; a chain is written from the innermost, which is the client's, to the outermost.
struct RelayLayer {
  Ipv6Address link_address;
  Ipv6Address peer_address;  // unset: the client's address, or fe80::aN of the relay before
  std::vector<RawOption> options;
};

struct IaWish {
  bool prefix = false;
  Iaid iaid{1};
  std::vector<Prefix> named;  // ::/n in an IA_PD: a wish for a length
};

struct DecodedLease {
  Resource resource;
  Seconds preferred{};
  Seconds valid{};
  Buffer options;
};

struct DecodedIa {
  bool prefix = false;
  Iaid iaid{};
  Seconds t1{};
  Seconds t2{};
  std::vector<DecodedLease> leases;
  std::optional<StatusCode> status;

  // The lease of this resource; throws when there is none.
  [[nodiscard]] const DecodedLease& lease(const Resource& resource) const;
  [[nodiscard]] bool has(const Resource& resource) const;
};

// What came back for one message.
struct Answer {
  Outcome outcome{};
  bool sent = false;
  Endpoint to;
  InterfaceIndex interface {};
  CommitId after = CommitId::none;
  Buffer datagram;
  std::vector<RelayLayer> relays;        // innermost first, like those of the client
  std::vector<std::uint8_t> hop_counts;  // likewise
  MessageType type{};
  std::uint32_t transaction = 0;
  std::vector<RawOption> options;  // of the message, in order
  std::vector<DecodedIa> ias;
  std::optional<StatusCode> status;  // of the whole message

  [[nodiscard]] const RawOption* find(OptionCode code) const;
  [[nodiscard]] bool has(OptionCode code) const { return find(code) != nullptr; }
  // Throw when there is none.
  [[nodiscard]] const DecodedIa& na(std::uint32_t iaid = 1) const;
  [[nodiscard]] const DecodedIa& pd(std::uint32_t iaid = 1) const;
  // The one lease of the IA; throws when there is none or more than one.
  [[nodiscard]] Resource address(std::uint32_t iaid = 1) const;
  [[nodiscard]] Resource prefix(std::uint32_t iaid = 1) const;
  // The same of leases that live: one told with lifetimes of zero does not count.
  [[nodiscard]] std::vector<Resource> live() const;
};

// Takes a datagram apart. Throws when something in it is not as the RFC wants it.
void decode_answer(Bytes datagram, Answer& answer);

class Client {
 public:
  // Clients of different numbers have different DUIDs, MACs and link-local addresses.
  explicit Client(Engine& engine, std::uint32_t number = 1);

  Client& na(std::uint32_t iaid = 1, std::vector<Prefix> named = {});
  Client& pd(std::uint32_t iaid = 1, std::vector<Prefix> named = {});
  Client& wants(std::vector<OptionCode> codes);
  Client& through(RelayLayer relay);  // outside of those before
  // Forgets IAs, so that the next message asks for others.
  Client& nothing();

  Answer solicit() { return send(MessageType::solicit); }
  Answer rapid();  // Solicit with Rapid Commit
  Answer request() { return send(MessageType::request); }
  Answer renew() { return send(MessageType::renew); }
  Answer rebind() { return send(MessageType::rebind); }
  Answer confirm() { return send(MessageType::confirm); }
  Answer release() { return send(MessageType::release); }
  Answer decline() { return send(MessageType::decline); }
  Answer information_request() { return send(MessageType::information_request); }
  // Solicit and Request; the Reply.
  Answer acquire();

  Answer send(MessageType type);
  // The bytes that send() would send, relay layers included.
  [[nodiscard]] Buffer message(MessageType type) const;
  [[nodiscard]] Buffer relayed(Bytes message) const;
  // Sends any bytes from this client's address.
  Answer send_raw(Bytes datagram);

  Engine* engine;
  Duid duid;
  LinkLayerAddress mac;
  Ipv6Address address;
  std::uint16_t port = kClientPort;
  LinkId link{0};
  InterfaceIndex interface {
    3
  };
  std::optional<Ipv6Address> to;    // unset: multicast, or unicast when relayed
  std::optional<Buffer> server_id;  // unset: the server's where the message must have it
  bool with_client_id = true;
  bool with_server_id = true;
  bool learns = true;
  std::vector<IaWish> ias;
  std::vector<RawOption> options;  // further ones of the message
  std::vector<RelayLayer> relays;  // innermost first
  std::uint16_t relay_port = kServerPort;
  std::uint32_t transaction = 0x123456;
  std::uint32_t lifetimes = 0;  // put into every T1, T2 and lifetime field

 private:
  void learn(const Answer& answer);
};

}  // namespace ward6::dhcp6::test
