// Frames that are not what they seem: lengths, extension headers, fragments, checksums.
#include "tests/support/catch.h"
#include "tests/unit/relay/ldra_rig.h"

using namespace ward6;
using namespace ward6::relay;
using namespace ward6::relay::test;

namespace {

const Buffer kSolicit = message(MessageType::solicit);

// A hop-by-hop, routing or destination options header of eight octets, followed by `next`.
Buffer extension(unsigned next) {
  return octets({next, 0, 1, 4, 0, 0, 0, 0});
}
Buffer fragment_header(unsigned next, unsigned place) {
  return octets({next, 0, place >> 8U, place & 0xffU, 0, 0, 0, 1});
}

}  // namespace

TEST_CASE("S6: a frame that breaks off anywhere is counted and nothing is sent", "[relay][ldra]") {
  LdraRig rig;
  const Buffer whole = TestFrame{.payload = kSolicit}.bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CHECK(rig.take(kFlat, Buffer(whole.begin(), whole.begin() + static_cast<long>(size))) ==
          LdraVerdict::bad_packet);
  }
  Buffer padded = whole;
  padded.resize(whole.size() + 18);
  REQUIRE(rig.take(kFlat, padded) == LdraVerdict::to_network);
  CHECK(octets(rig.view().inner) == kSolicit);
}

TEST_CASE("S6: lengths that disagree", "[relay][ldra]") {
  LdraRig rig;
  const Buffer whole = TestFrame{.payload = kSolicit}.bytes();
  const auto take_with = [&](std::size_t at, unsigned value) {
    Buffer frame = whole;
    frame[at] = static_cast<std::byte>(value);
    return rig.take(kFlat, frame);
  };
  CHECK(take_with(14, 0x40) == LdraVerdict::bad_packet);  // IP version
  CHECK(take_with(12, 0x08) == LdraVerdict::bad_packet);  // another protocol
  CHECK(take_with(19, 0) == LdraVerdict::bad_packet);     // payload length, as in a jumbogram
  CHECK(take_with(19, 11) == LdraVerdict::bad_packet);    // UDP has more than that
  CHECK(take_with(59, 7) == LdraVerdict::bad_packet);     // UDP length below its header
  CHECK(take_with(59, 13) == LdraVerdict::bad_packet);    // and beyond the packet
  CHECK(take_with(58, 1) == LdraVerdict::bad_packet);
}

TEST_CASE("The UDP checksum is looked at, unless the sender left it to a card", "[relay][ldra]") {
  LdraRig rig;
  const TestFrame wrong{.payload = kSolicit, .checksum_error = 1};
  CHECK(rig.take(kFlat, wrong) == LdraVerdict::bad_checksum);
  Buffer none = TestFrame{.payload = kSolicit}.bytes();
  none[60] = none[61] = {};
  CHECK(rig.take(kFlat, none) == LdraVerdict::bad_checksum);
  rig.input = none;
  CHECK(rig.ldra.handle(rig.now,
                        {.port = kFlat, .tag = {}, .checksum_pending = true, .bytes = rig.input}) ==
        LdraVerdict::to_network);
  CHECK(has_good_checksum(rig.ip_sent(), rig.udp_sent()));
  TestFrame reply = answer(kSolicit);
  reply.checksum_error = 1;
  CHECK(rig.take(kUplink, reply) == LdraVerdict::bad_checksum);
}

TEST_CASE("A checksum that comes out as zero is sent as all ones", "[relay][ldra]") {
  // The last two octets of the payload take every value: one of them makes the sum 0xffff.
  std::size_t ones = 0;
  for (unsigned value = 0; value < 0x10000; ++value) {
    const Buffer frame = TestFrame{.payload = octets({1, 2, value >> 8U, value & 0xffU})}.bytes();
    const auto view = parse_ipv6(frame).value();
    if (!has_good_checksum(view, parse_udp(view).value())) FAIL("with " << value);
    if (frame[60] == std::byte{0xff} && frame[61] == std::byte{0xff}) ++ones;
  }
  CHECK(ones == 1);
}

TEST_CASE("L1: extension headers hide nothing", "[relay][ldra]") {
  LdraRig rig;
  for (const unsigned header : {0U, 43U, 60U}) {
    const TestFrame frame{.next_header = static_cast<std::uint8_t>(header),
                          .extensions = extension(kUdp),
                          .payload = kSolicit};
    REQUIRE(rig.take(kFlat, frame) == LdraVerdict::to_network);
    CHECK(octets(rig.view().inner) == kSolicit);
    const TestFrame rogue{.next_header = static_cast<std::uint8_t>(header),
                          .extensions = extension(60) + extension(kUdp),
                          .payload = message(MessageType::advertise)};
    CHECK(rig.take(kFlat, rogue) == LdraVerdict::server_message);
  }
  // An Authentication Header counts words of four octets.
  const TestFrame authentic{.next_header = 51,
                            .extensions = octets({kUdp, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1}),
                            .payload = kSolicit};
  CHECK(rig.take(kFlat, authentic) == LdraVerdict::to_network);
  Buffer many;
  for (int count = 0; count < 20; ++count) many = many + extension(60);
  CHECK(rig.take(kFlat, TestFrame{.next_header = 60, .extensions = many, .payload = kSolicit}) ==
        LdraVerdict::bad_packet);
  const TestFrame broken{
      .next_header = 60, .extensions = octets({kUdp, 200, 0, 0, 0, 0, 0, 0}), .payload = kSolicit};
  CHECK(rig.take(kFlat, broken) == LdraVerdict::bad_packet);
  CHECK(rig.take(kFlat, TestFrame{.next_header = 6, .payload = kSolicit}) == LdraVerdict::not_ours);
}

TEST_CASE("L5: fragments are dropped on both sides; one that is whole is none", "[relay][ldra]") {
  LdraRig rig;
  const auto part = [](unsigned place) {
    return TestFrame{
        .next_header = 44, .extensions = fragment_header(kUdp, place), .payload = kSolicit};
  };
  CHECK(rig.take(kFlat, part(0)) == LdraVerdict::to_network);  // RFC 6946
  CHECK(rig.take(kFlat, part(1)) == LdraVerdict::fragment);    // the first
  CHECK(rig.take(kFlat, part(8)) == LdraVerdict::fragment);    // the last
  TestFrame elsewhere = part(1);
  elsewhere.destination = ip("fe80::d");
  CHECK(rig.take(kFlat, elsewhere) == LdraVerdict::not_ours);
  const auto reply_part = [](unsigned place) {
    TestFrame frame = answer(kSolicit);
    frame.next_header = 44;
    frame.extensions = fragment_header(kUdp, place);
    return frame;
  };
  CHECK(rig.take(kUplink, reply_part(0)) == LdraVerdict::to_client);
  CHECK(rig.take(kUplink, reply_part(1)) == LdraVerdict::fragment);
  CHECK(rig.take(kUplink, reply_part(9)) == LdraVerdict::not_ours);
}
