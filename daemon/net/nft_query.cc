#include "daemon/net/nft_query.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <endian.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include "daemon/net/netlink_message.h"

namespace ward6::daemon {
namespace {

constexpr std::size_t kBufferSize = std::size_t{64} << 10U;
// NFTA_*_TABLE, and NFTA_TABLE_NAME: the same number in all of them.
constexpr std::uint16_t kTableName = NFTA_TABLE_NAME;
static_assert(NFTA_CHAIN_TABLE == kTableName);
static_assert(NFTA_RULE_TABLE == kTableName);
static_assert(NFTA_OBJ_TABLE == kTableName);
static_assert(NFTA_SET_TABLE == kTableName);
static_assert(NFTA_SET_ELEM_LIST_TABLE == kTableName);

[[nodiscard]] std::uint64_t read_packets(const nlattr& data) {
  std::uint64_t packets = 0;
  const auto visit = [](const nlattr* attribute, void* to) {
    const dhcp6::Bytes bytes = attribute_bytes(*attribute);
    if (mnl_attr_get_type(attribute) == NFTA_COUNTER_PACKETS &&
        bytes.size() == sizeof(std::uint64_t)) {
      std::memcpy(to, bytes.data(), bytes.size());
    }
    return MNL_CB_OK;
  };
  static_cast<void>(mnl_attr_parse_nested(&data, visit, &packets));
  return be64toh(packets);
}

// FNV-1a.
void mix(std::uint64_t& hash, const nlmsghdr& message) {
  constexpr std::uint64_t kPrime = 0x100000001b3;
  // The header in front counts messages and generations.
  for_each_attribute<nfgenmsg>(message, [&hash](const nlattr& attribute) {
    hash = (hash ^ mnl_attr_get_type(&attribute)) * kPrime;
    for (const std::byte byte : attribute_bytes(attribute)) {
      hash = (hash ^ dhcp6::to_u8(byte)) * kPrime;
    }
  });
}

}  // namespace

NftTableId nft_table_of(const nlmsghdr& message) {
  NftTableId table;
  if (mnl_nlmsg_get_payload_len(&message) < sizeof(nfgenmsg)) return table;
  table.family = netlink_payload<nfgenmsg>(message).nfgen_family;
  for_each_attribute<nfgenmsg>(message, [&table](const nlattr& attribute) {
    if (mnl_attr_get_type(&attribute) == kTableName &&
        mnl_attr_validate(&attribute, MNL_TYPE_NUL_STRING) == 0) {
      table.name = mnl_attr_get_str(&attribute);
    }
  });
  return table;
}

Attempt<std::vector<NftCounter>> NftQuery::counters(const NftTableId& table) {
  std::vector<NftCounter> all;
  const auto done = list(NFT_MSG_GETOBJ, table, [&all](const nlmsghdr& message) {
    NftCounter counter;
    bool is_counter = false;
    for_each_attribute<nfgenmsg>(message, [&](const nlattr& attribute) {
      const std::uint16_t type = mnl_attr_get_type(&attribute);
      if (type == NFTA_OBJ_NAME && mnl_attr_validate(&attribute, MNL_TYPE_NUL_STRING) == 0) {
        counter.name = mnl_attr_get_str(&attribute);
      } else if (type == NFTA_OBJ_TYPE && mnl_attr_validate(&attribute, MNL_TYPE_U32) == 0) {
        is_counter = be32toh(mnl_attr_get_u32(&attribute)) == NFT_OBJECT_COUNTER;
      } else if (type == NFTA_OBJ_DATA) {
        counter.packets = read_packets(attribute);
      }
    });
    if (is_counter) all.push_back(std::move(counter));
  });
  if (!done) return tl::unexpected(done.error());
  return all;
}

Attempt<std::uint64_t> NftQuery::fingerprint(const NftTableId& table) {
  constexpr std::uint64_t kBasis = 0xcbf29ce484222325;
  std::uint64_t hash = kBasis;
  bool exists = false;
  for (const std::uint16_t type : {NFT_MSG_GETTABLE, NFT_MSG_GETCHAIN, NFT_MSG_GETRULE}) {
    const auto done = list(type, table, [&](const nlmsghdr& message) {
      exists = true;
      mix(hash, message);
    });
    if (!done) return tl::unexpected(done.error());
  }
  return exists ? hash : 0;
}

Attempt<void> NftQuery::list(std::uint16_t type, const NftTableId& table, const Visit& visit) {
  if (!socket_.valid()) {
    socket_ = Fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_NETFILTER));
    if (!socket_.valid()) return refused("netlink socket", errno);
    buffer_ = std::make_unique<std::byte[]>(kBufferSize);
  }
  auto done = ask(type, table);
  if (done) done = read_answer(table, visit);
  // What is left of an answer that broke off goes with the socket.
  if (!done) socket_ = Fd();
  return done;
}

Attempt<void> NftQuery::ask(std::uint16_t type, const NftTableId& table) {
  alignas(nlmsghdr) std::array<std::byte, 256> room{};
  nlmsghdr* header = mnl_nlmsg_put_header(room.data());
  header->nlmsg_type = static_cast<std::uint16_t>((NFNL_SUBSYS_NFTABLES << 8U) | type);
  header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  header->nlmsg_seq = ++sequence_;
  auto* body = static_cast<nfgenmsg*>(mnl_nlmsg_put_extra_header(header, sizeof(nfgenmsg)));
  body->nfgen_family = table.family;
  body->version = NFNETLINK_V0;
  // Of chains and tables all are listed, whatever is asked for.
  if (type == NFT_MSG_GETRULE || type == NFT_MSG_GETOBJ) {
    mnl_attr_put_strz(header, kTableName, table.name.c_str());
  }
  if (::send(socket_.get(), header, header->nlmsg_len, MSG_DONTWAIT) < 0) {
    return refused("netlink send", errno);
  }
  return {};
}

Attempt<void> NftQuery::read_answer(const NftTableId& table, const Visit& visit) {
  for (;;) {  // the kernel ends its list
    const ssize_t got = ::recv(socket_.get(), buffer_.get(), kBufferSize, MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return refused("netlink answer", got == 0 ? ENODATA : errno);
    int left = static_cast<int>(got);
    const auto* message = static_cast<const nlmsghdr*>(static_cast<const void*>(buffer_.get()));
    for (; mnl_nlmsg_ok(message, left); message = mnl_nlmsg_next(message, &left)) {
      if (message->nlmsg_seq != sequence_) continue;
      if ((message->nlmsg_flags & NLM_F_DUMP_INTR) != 0) return refused("netlink answer", EINTR);
      if (message->nlmsg_type == NLMSG_DONE) return {};
      if (message->nlmsg_type == NLMSG_ERROR) {
        const int error = -netlink_payload<nlmsgerr>(*message).error;
        if (error == ENOENT) return {};  // there is no such table
        return refused("netlink answer", error);
      }
      if (nft_table_of(*message) == table) visit(*message);
    }
  }
}

}  // namespace ward6::daemon
