#include "libdhcp6/wire/message.h"

#include "libdhcp6/wire/ia.h"
#include "libdhcp6/wire/outbox.h"
#include "tests/unit/wire/wire_support.h"

namespace ward6::dhcp6::test {
namespace {

Buffer options_of(std::size_t count) {
  Buffer bytes;
  for (std::size_t i = 0; i < count; ++i) append_option(bytes, 4242, {});
  return bytes;
}

Buffer chain(std::size_t layers) {
  Buffer bytes = message(MessageType::solicit, {});
  for (std::size_t i = 0; i < layers; ++i) {
    bytes = relayed(MessageType::relay_forward, static_cast<std::uint8_t>(i), bytes);
  }
  return bytes;
}

}  // namespace

TEST_CASE("Options are iterated in order without being copied", "[wire][rfc9915-21.1]") {
  CHECK(OptionsView::parse({})->begin() == std::default_sentinel);
  const Buffer three = from_hex(
      "000e0000"
      "00170001aa"
      "10920000");
  const auto view = OptionsView::parse(three);
  REQUIRE(view);
  std::vector<std::uint16_t> codes;
  for (const OptionView option : *view) codes.push_back(option.code);
  CHECK(codes == std::vector<std::uint16_t>{14, 23, 4242});
  CHECK(view->find(OptionCode::dns_servers)->body.data() == &three[8]);
  CHECK_FALSE(view->has(OptionCode::client_id));
}

TEST_CASE("Options that are cut anywhere are refused with the offset of the option",
          "[wire][rfc9915-21.1]") {
  const Buffer bytes = from_hex(
      "000e0000"
      "001700020102");
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    const auto view = OptionsView::parse(Bytes(bytes).first(size));
    const bool whole = size == 0 || size == 4 || size == bytes.size();
    REQUIRE(view.has_value() == whole);
    if (!whole) {
      CHECK(view.error() == Error{Errc::truncated, static_cast<std::uint16_t>(size < 4 ? 0 : 4)});
    }
  }
}

TEST_CASE("As many options as the limit are taken and not one more", "[wire][limits]") {
  CHECK(OptionsView::parse(options_of(kOptionsMax)));
  const auto over = OptionsView::parse(options_of(kOptionsMax + 1));
  REQUIRE_FALSE(over);
  CHECK(over.error() == Error{Errc::too_many, kOptionsMax * kOptionHeaderSize});
}

TEST_CASE("A message has a type, a transaction and options", "[wire][rfc9915-8]") {
  const Buffer bytes = from_hex(
      "0b123456"
      "00080002ffff");
  const auto view = MessageView::parse(bytes);
  REQUIRE(view);
  CHECK(view->is(MessageType::information_request));
  CHECK(value(view->transaction) == 0x123456);
  CHECK(view->options.has(OptionCode::elapsed_time));
  CHECK(MessageView::parse(from_hex("ff000000"))->type == 0xff);
  for (const std::string_view cut : {"", "0b", "0b1234"}) {
    CHECK(MessageView::parse(from_hex(cut)).error() == Error{Errc::truncated, 0});
  }
  CHECK(MessageView::parse(from_hex("0b123456"
                                    "000800"))
            .error() == Error{Errc::truncated, 4});
}

TEST_CASE("A relay layer has exactly one Relay Message option", "[wire][rfc9915-9]") {
  Buffer bytes = chain(1);
  const auto relay = RelayView::parse(bytes);
  REQUIRE(relay);
  CHECK(relay->hop_count == 0);
  CHECK(relay->link_address.to_string() == "2001:db8::1");
  CHECK(relay->peer_address.to_string() == "fe80::7");
  CHECK(to_hex(relay->inner) == "01123456");
  CHECK(RelayView::parse(Bytes(bytes).first(33)).error() == Error{Errc::truncated, 0});
  CHECK(RelayView::parse(Bytes(bytes).first(34)).error() == Error{Errc::missing, 34});
  CHECK(RelayView::parse(Bytes(bytes).first(bytes.size() - 1)).error() ==
        Error{Errc::truncated, 34});
  append_option(bytes, value(OptionCode::relay_message), from_hex("01000000"));
  CHECK(RelayView::parse(bytes).error().code == Errc::duplicate);
}

TEST_CASE("Nine relay layers unwind and ten do not", "[wire][limits][rfc9915-7.6]") {
  for (std::size_t layers = 0; layers <= kRelayLayersMax; ++layers) {
    const Buffer bytes = chain(layers);
    const auto envelope = Envelope::parse(bytes);
    REQUIRE(envelope);
    REQUIRE(envelope->relays().size() == layers);
    CHECK(envelope->is_relayed() == (layers > 0));
    CHECK(envelope->message().is(MessageType::solicit));
    for (std::size_t i = 0; i < layers; ++i) {
      CHECK(envelope->relays()[i].hop_count == layers - 1 - i);  // the outermost comes first
    }
  }
  CHECK(Envelope::parse(chain(kRelayLayersMax + 1)).error().code == Errc::nested_too_deep);
}

TEST_CASE("Layers of a Relay-forward and a Relay-reply do not mix", "[wire][rfc9915-19]") {
  const Buffer inner = relayed(MessageType::relay_forward, 0, message(MessageType::solicit, {}));
  const Buffer mixed = relayed(MessageType::relay_reply, 1, inner);
  CHECK(Envelope::parse(mixed).error().code == Errc::not_allowed);
}

TEST_CASE("A relay layer around nothing, or around rubbish, is refused", "[wire]") {
  CHECK(Envelope::parse({}).error().code == Errc::truncated);
  CHECK(Envelope::parse(relayed(MessageType::relay_forward, 0, {})).error().code ==
        Errc::truncated);
  CHECK(Envelope::parse(relayed(MessageType::relay_forward, 0, from_hex("0c00"))).error().code ==
        Errc::truncated);
}

TEST_CASE("IAs and leases decode, and their options are checked", "[wire][rfc9915-21.4]") {
  const Buffer body = from_hex(
      "00000007"
      "00000708"
      "00000b40"
      "000d00020000");
  const auto ia = IaView::decode(body);
  REQUIRE(ia);
  CHECK(value(ia->iaid) == 7);
  CHECK(ia->t1 == Seconds{1800});
  CHECK(ia->t2 == Seconds{2880});
  CHECK(ia->options.has(OptionCode::status_code));
  CHECK(IaView::decode(filled(11)).error() == Error{Errc::truncated, 0});
  CHECK(IaView::decode(filled(13)).error() == Error{Errc::truncated, 12});
  CHECK(IaAddressView::decode(filled(23)).error().code == Errc::truncated);
  CHECK(IaAddressView::decode(filled(24))->address.to_string() ==
        "2a2a:2a2a:2a2a:2a2a:2a2a:2a2a:2a2a:2a2a");
}

TEST_CASE("A prefix longer than 128 bits is refused, one with host bits is not",
          "[wire][rfc9915-21.22]") {
  Buffer body = filled(25);
  body[8] = std::byte{129};
  CHECK(IaPrefixView::decode(body).error() == Error{Errc::bad_prefix, 8});
  body[8] = std::byte{128};
  CHECK(IaPrefixView::decode(body));
  body[8] = std::byte{8};
  CHECK(IaPrefixView::decode(body)->length == 8);
  CHECK(IaPrefixView::decode(filled(24)).error().code == Errc::truncated);
}

TEST_CASE("A status is written and read", "[wire][rfc9915-21.13]") {
  Buffer buffer = filled(64);
  Writer writer{buffer};
  encode_status(writer, StatusCode::no_binding, "gone");
  CHECK(to_hex(writer.written()) == "000d00060003676f6e65");
  const auto status = StatusView::decode(writer.written().subspan(4));
  CHECK(status->code == 3);
  CHECK(status->message == "gone");
  CHECK(StatusView::decode(filled(1)).error().code == Errc::truncated);
}

TEST_CASE("A writer that is full stays failed until it is wound back", "[wire][writer]") {
  Buffer buffer = filled(8);
  Writer writer{buffer};
  writer.u32(0x01020304);
  writer.raw(filled(5));
  CHECK_FALSE(writer.ok());
  writer.u8(1);  // there is room, but the error is sticky
  CHECK(writer.size() == 4);
  writer.rewind(2);
  CHECK(writer.ok());
  writer.u24(0x0a0b0c);
  CHECK(to_hex(writer.written()) == "01020a0b0c");
  CHECK(buffer[5] == std::byte{0x2a});
}

TEST_CASE("Options nest by scopes and lengths are filled in", "[wire][writer]") {
  Buffer buffer = filled(64);
  Writer writer{buffer};
  {
    const auto outer = writer.open(OptionCode::ia_na);
    writer.u32(7);
    {
      const auto inner = writer.open(OptionCode::status_code);
      writer.u16(0);
    }
  }
  CHECK(to_hex(writer.written()) ==
        "0003000a"
        "00000007"
        "000d00020000");
}

TEST_CASE("An option of 65535 bytes is written and one more is not", "[wire][writer][limits]") {
  Buffer buffer = filled(0xffff + 8);
  Writer writer{buffer};
  {
    const auto scope = writer.open(OptionCode::interface_id);
    writer.raw(filled(0xffff));
  }
  CHECK(writer.ok());
  Writer over{buffer};
  {
    const auto scope = over.open(OptionCode::interface_id);
    over.raw(filled(0x10000));
  }
  CHECK_FALSE(over.ok());
  Writer whole{buffer};
  whole.option(OptionCode::interface_id, filled(0x10000));
  CHECK_FALSE(whole.ok());
}

TEST_CASE("An outbox takes its number of datagrams and its bytes and no more",
          "[wire][outbox][limits]") {
  Outbox outbox(16, 2);
  for (int i = 0; i < 2; ++i) {
    Writer writer = outbox.begin_datagram();
    writer.u64(0x0102030405060708);
    REQUIRE(writer.ok());
    CHECK(outbox.send(writer, InterfaceIndex{1}, Endpoint{}));
  }
  CHECK(outbox.bytes_used() == 16);
  CHECK_FALSE(outbox.begin_datagram().u8(1).ok());
  CHECK(outbox.datagrams().size() == 2);
  outbox.reset();
  CHECK(outbox.datagrams().empty());
  CHECK(outbox.begin_datagram().raw(filled(16)).ok());
  CHECK_FALSE(outbox.begin_datagram().raw(filled(17)).ok());
}

TEST_CASE("Message types and status codes have the names of RFC 9915", "[wire]") {
  CHECK(name(MessageType::solicit) == "Solicit");
  CHECK(name(MessageType::relay_reply) == "Relay-reply");
  CHECK(name(MessageType{200}) == "message");
  CHECK(name(StatusCode::not_on_link) == "NotOnLink");
  CHECK(name(StatusCode{99}) == "status");
}

}  // namespace ward6::dhcp6::test
