#include "libdhcp6/lease/record.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "libdhcp6/core/duid.h"
#include "libdhcp6/core/random.h"
#include "libdhcp6/lease/crc32c.h"
#include "libdhcp6/lease/details.h"
#include "libdhcp6/lease/journal.h"
#include "tests/support/catch.h"
#include "tests/support/leases.h"

using namespace ward6::dhcp6;

namespace {

using Body = std::array<std::byte, kFrameBodySizeMax>;

Bytes encoded(const LeaseRecord& record, Body& body) {
  body.fill(std::byte{0x2a});
  return Bytes(body).first(encode_record(record, body));
}

}  // namespace

TEST_CASE("CRC32C has the values of RFC 3720 B.4, by instruction and by table", "[crc32c]") {
  std::array<std::byte, 32> bytes{};
  const auto check = [&bytes](std::uint32_t expected) {
    CHECK(crc32c(bytes) == expected);
    CHECK(crc32c_by_table(bytes) == expected);
  };
  check(0x8a9136aaU);
  bytes.fill(std::byte{0xff});
  check(0x62a8ab43U);
  for (unsigned i = 0; i < 32; ++i) bytes[i] = to_byte(i);
  check(0x46dd794eU);
  for (unsigned i = 0; i < 32; ++i) bytes[i] = to_byte(31 - i);
  check(0x113fdb5cU);
  CHECK(crc32c(as_bytes("123456789")) == 0xe3069283U);
  CHECK(crc32c({}) == 0);
}

TEST_CASE("CRC32C of parts is that of the whole, at every length", "[crc32c]") {
  SeededRandom random(1);
  std::array<std::byte, 100> bytes{};
  for (std::byte& b : bytes) b = to_byte(static_cast<unsigned>(random.next()));
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    const Bytes whole = Bytes(bytes).first(size);
    const std::uint32_t expected = crc32c_by_table(whole);
    CHECK(crc32c(whole) == expected);
    const std::size_t half = size / 3;
    CHECK(crc32c(whole.subspan(half), crc32c(whole.first(half))) == expected);
    CHECK(crc32c_by_table(whole.subspan(half), crc32c_by_table(whole.first(half))) == expected);
  }
}

TEST_CASE("an ordinary lease takes less than 100 bytes on the disk", "[record]") {
  Body body;
  const test::Lease lease{.number = 1234, .version = 1};  // DUID, MAC, peer, 11 characters of name
  CHECK(encoded(lease.record(), body).size() + kFrameHeaderSize < 100);
}

TEST_CASE("a record is the same after encoding and decoding", "[record]") {
  Body body;
  const test::Lease lease{.number = 7, .version = 3};
  LeaseRecord record = lease.record();
  const std::array<std::byte, kDuidSizeMax> duid{};
  record.duid = duid;
  for (const char* resource :
       {"::/0", "8000::/1", "2001:db8::/33", "2001:db8::1/128", "fe80::/10"}) {
    record.resource = *Prefix::parse(resource);
    for (const WallTime since : {record.changed, WallTime{5}}) {
      record.since = since;
      for (const WallTime expires : {after(record.changed, record.valid_lifetime), kNever}) {
        record.expires = expires;
        const auto decoded = decode_record(encoded(record, body));
        REQUIRE(decoded);
        CHECK(test::same(*decoded, record));
        CHECK(decoded->link == record.link);
      }
    }
  }
}

TEST_CASE("a record that ends early is an error at every length, unless in its details",
          "[record]") {
  Body body;
  const test::Lease lease{.number = 7, .version = 3};
  LeaseRecord record = lease.record();
  const Bytes whole = encoded(record, body);
  const std::size_t fixed = whole.size() - record.details.size();
  for (std::size_t size = 0; size < fixed; ++size) {
    INFO("size " << size);
    CHECK_FALSE(decode_record(whole.first(size)));
  }
  CHECK(decode_record(whole.first(fixed)));
}

TEST_CASE("a record with numbers that this version does not know", "[record]") {
  Body body;
  const auto decode_with = [&body](std::size_t at, std::uint8_t value) {
    const std::size_t size = encode_record(test::Lease{.number = 1}.record(), body);
    body[at] = std::byte{value};
    return decode_record(Bytes(body).first(size));
  };
  CHECK(decode_with(2, 5).error().code == Errc::bad_value);     // state
  CHECK(decode_with(2, 0x20).error().code == Errc::bad_value);  // bit
  CHECK(decode_with(3, kLeaseEventCount).error().code == Errc::bad_value);
  CHECK(decode_with(5, 129).error().code == Errc::bad_prefix);
  CHECK(decode_with(5, 47).error().code == Errc::bad_prefix);  // host bits
  const auto choice = decode_with(4, 200);
  REQUIRE(choice);
  CHECK(choice->choice == Choice::unknown);
}

TEST_CASE("frames: whole, cut, changed, of another file", "[record]") {
  std::array<std::byte, 64> out{};
  const Bytes body = as_bytes("a body");
  const std::size_t size = write_frame(FrameType::link, body, 99, out);
  CHECK(size == kFrameHeaderSize + body.size());
  const auto frame = read_frame(out, 99);
  REQUIRE(frame);
  CHECK(frame->is(FrameType::link));
  CHECK(equal(frame->body, body));
  CHECK(frame->size() == size);
  CHECK(read_frame(out, 98).error().code == Errc::corrupt);
  for (std::size_t cut = 0; cut < size; ++cut) {
    CHECK(read_frame(Bytes(out).first(cut), 99).error().code == Errc::truncated);
  }
  for (std::size_t at = 0; at < size; ++at) {
    out[at] ^= std::byte{4};
    CHECK_FALSE(read_frame(out, 99));
    out[at] ^= std::byte{4};
  }
  CHECK(find_frame_start(Bytes(out).subspan(1)) == out.size() - 1);
  CHECK(find_frame_start(out) == 0);
}

TEST_CASE("details: each fact survives, and what is not there takes no room", "[details]") {
  std::array<std::byte, kDetailsSizeMax> out{};
  CHECK(encode_details({}, out).empty());
  LeaseDetails details;
  details.link_layer = *LinkLayerAddress::parse("02:00:5e:10:00:01");
  details.hostname = "printer";
  details.peer = *Ipv6Address::parse("fe80::5eff:fe10:1");
  details.relay = *Ipv6Address::parse("2001:db8::1");
  details.interface_id = as_bytes("port 7");
  details.remote_id = as_bytes("remote");
  details.subscriber_id = as_bytes("subscriber");
  const auto decoded = decode_details(encode_details(details, out));
  REQUIRE(decoded);
  CHECK(decoded->link_layer == details.link_layer);
  CHECK(decoded->hostname == details.hostname);
  CHECK(decoded->peer == details.peer);
  CHECK(decoded->relay == details.relay);
  CHECK(equal(decoded->interface_id, details.interface_id));
  CHECK(equal(decoded->remote_id, details.remote_id));
  CHECK(equal(decoded->subscriber_id, details.subscriber_id));
  details.peer = *Ipv6Address::parse("fe80:0:0:1::5");  // not as short as the usual ones
  CHECK(decode_details(encode_details(details, out))->peer == details.peer);
}

TEST_CASE("details that are too long are left out whole; a hostname is cut", "[details]") {
  std::array<std::byte, kDetailsSizeMax> out{};
  const std::string longest(kDetailSizeMax, 'x');
  const std::string longer(kDetailSizeMax + 1, 'y');
  LeaseDetails details;
  details.remote_id = as_bytes(longer);
  details.interface_id = as_bytes(longest);
  details.hostname = longer;
  const auto decoded = decode_details(encode_details(details, out));
  REQUIRE(decoded);
  CHECK(decoded->remote_id.empty());
  CHECK(equal(decoded->interface_id, as_bytes(longest)));
  CHECK(decoded->hostname == longer.substr(0, kDetailsSizeMax - 2 - kDetailSizeMax - 2));
}

TEST_CASE("details: unknown tags are skipped, broken ones are errors", "[details]") {
  const auto decode = [](std::initializer_list<unsigned> values) {
    std::vector<std::byte> block;
    for (const unsigned v : values) block.push_back(to_byte(v));
    return decode_details(block).has_value();
  };
  CHECK(decode({}));
  CHECK(decode({200, 0}));
  CHECK(decode({200, 2, 9, 9, 2, 1, 'h'}));
  CHECK_FALSE(decode({2}));
  CHECK_FALSE(decode({2, 1}));
  CHECK_FALSE(decode({200, 5, 1}));
  CHECK_FALSE(decode({3, 4, 1, 2, 3, 4}));  // an address of four bytes
  CHECK_FALSE(decode({1, 21, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
}

TEST_CASE("a journal counts its groups and says when it is full", "[journal]") {
  Journal journal(3 * kRecordSizeMax);
  std::vector<std::byte> group{std::byte{1}};
  CHECK(journal.seal(group) == CommitId::none);
  CHECK(group.empty());
  CHECK(journal.has_room(3));
  CHECK_FALSE(journal.has_room(4));
  const test::Lease lease{.number = 1};
  const LeaseRecord record = lease.record();
  CHECK(journal.append(record) == CommitId{1});
  CHECK(journal.append(record) == CommitId{1});
  CHECK(journal.has_room(2));
  CHECK_FALSE(journal.has_room(3));
  const std::size_t size = journal.open_bytes();
  CHECK(journal.seal(group) == CommitId{1});
  CHECK(group.size() == size);
  CHECK(journal.open_bytes() == 0);
  CHECK(journal.append(record) == CommitId{2});
}

TEST_CASE("a journal allocates nothing once its buffers have gone round", "[journal]") {
  Journal journal(4 * kRecordSizeMax);
  std::vector<std::byte> group;
  std::vector<const std::byte*> seen;
  for (int round = 0; round < 6; ++round) {
    static_cast<void>(journal.append(test::Lease{.number = 1}.record()));
    static_cast<void>(journal.seal(group));
    seen.push_back(group.data());
    CHECK(group.capacity() >= 4 * kRecordSizeMax);
  }
  CHECK(seen[2] == seen[0]);
  CHECK(seen[3] == seen[1]);
  CHECK(seen[4] == seen[0]);
}
