#include "daemon/transaction_row.h"

#include <array>

#include <boost/json/parse.hpp>

#include "tests/support/catch.h"

namespace ward6::daemon::test {
namespace {

constexpr std::array kDuid{std::byte{0}, std::byte{3}, std::byte{0}, std::byte{1}, std::byte{7}};

dhcp6::Transaction make_reply() {
  dhcp6::Transaction transaction;
  transaction.outcome = dhcp6::Outcome::replied;
  transaction.message_type = 3;
  transaction.reply_type = 7;
  transaction.link = dhcp6::LinkId{0};
  transaction.link_choice = dhcp6::LinkChoice::interface;
  transaction.duid = kDuid;
  transaction.client = *dhcp6::Ipv6Address::parse("fe80::7");
  transaction.grant_count = 1;
  dhcp6::Grant& grant = transaction.grants[0];
  grant.resource = *dhcp6::Prefix::parse("2001:db8::7/128");
  grant.choice = dhcp6::Choice::hashed;
  grant.preferred_lifetime = dhcp6::Seconds{5400};
  grant.valid_lifetime = dhcp6::Seconds{86400};
  return transaction;
}

std::string render(const dhcp6::Transaction& transaction, LogFormat format) {
  TransactionRow row;
  row.assign(transaction, "office", {});
  return daemon::render(row, format);
}

}  // namespace

TEST_CASE("A line of a transaction says who got what, where and why", "[daemon]") {
  CHECK(render(make_reply(), LogFormat::journal) ==
        "<6>transaction: Request -> Reply from 00:03:00:01:07 at fe80::7 on office: "
        "2001:db8::7 for 90m/1d (hashed)\n");
}

TEST_CASE("A line of a drop says the reason, at level debug", "[daemon]") {
  dhcp6::Transaction transaction = make_reply();
  transaction.outcome = dhcp6::Outcome::dropped_not_serving;
  transaction.reply_type = 0;
  transaction.grant_count = 0;
  const std::string line = render(transaction, LogFormat::journal);
  CHECK(line.starts_with("<7>dropped: Request from 00:03:00:01:07"));
  CHECK(line.find(dhcp6::row(transaction.outcome).text) != std::string::npos);
}

TEST_CASE("A line of a transaction in JSON has stable keys", "[daemon]") {
  const auto line = boost::json::parse(render(make_reply(), LogFormat::json)).as_object();
  CHECK(line.at("msg") == "transaction");
  CHECK(line.at("message") == "Request");
  CHECK(line.at("reply") == "Reply");
  CHECK(line.at("outcome") == "replied");
  CHECK(line.at("duid") == "00:03:00:01:07");
  CHECK(line.at("link") == "office");
  CHECK(line.at("link_by") == "interface");
  CHECK(line.at("address") == "2001:db8::7");
  CHECK(line.at("address_valid") == 86400);
}

TEST_CASE("More grants than a row holds are counted, not shown", "[daemon]") {
  dhcp6::Transaction transaction = make_reply();
  transaction.grant_count = TransactionRow::kGrantsShown + 2;
  const std::string line = render(transaction, LogFormat::text);
  CHECK(line.find(" and 2 more") != std::string::npos);
}

TEST_CASE("Names that are too long for a row are cut", "[daemon]") {
  ShortText<4> text;
  text.assign("abcdef");
  CHECK(text.view() == "abcd");
  text.assign("ab");
  CHECK(text.view() == "ab");
}

}  // namespace ward6::daemon::test
