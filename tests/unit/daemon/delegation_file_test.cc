#include "daemon/delegation_file.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <boost/asio/executor_work_guard.hpp>

#include "tests/support/catch.h"
#include "tests/support/temp_directory.h"

namespace ward6::daemon::test {
namespace {

using dhcp6::test::TempDirectory;

relay::Delegation make(const char* prefix, std::uint32_t valid_until = 2000) {
  relay::Delegation delegation;
  delegation.prefix = *dhcp6::Prefix::parse(prefix);
  delegation.next_hop = *dhcp6::Ipv6Address::parse("fe80::1");
  delegation.mac = *dhcp6::LinkLayerAddress::parse("02:00:5e:10:00:01");
  delegation.client = *dhcp6::Duid::parse("00:03:00:01:02:00:5e:10:00:01");
  delegation.iaid = dhcp6::Iaid{0xfffffffe};
  delegation.since = {1000};
  delegation.preferred_until = {1500};
  delegation.valid_until = {valid_until};
  return delegation;
}

std::string path_in(const TempDirectory& directory) {
  return directory.path() + "/" + std::string(DelegationFile::kName);
}

void write(const TempDirectory& directory, const std::string& text) {
  std::ofstream(path_in(directory), std::ios::binary) << text;
}

std::string content_of(const TempDirectory& directory) {
  std::ostringstream text;
  text << std::ifstream(path_in(directory), std::ios::binary).rdbuf();
  return text.str();
}

// The rewriting thread hands over by one handler.
void finish_rewrite(boost::asio::io_context& io) {
  const auto work = boost::asio::make_work_guard(io);
  io.run_one_for(std::chrono::seconds(20));
}

struct Complaints {
  std::vector<std::string> said;
  DelegationFile::Trouble trouble() {
    return [this](const std::string& text) { said.push_back(text); };
  }
};

}  // namespace

TEST_CASE("Where the routes are comes back too, also after a rewrite", "[daemon]") {
  const TempDirectory directory;
  boost::asio::io_context io;
  const Routes::Place place{207, 254, 1024};
  {
    DelegationFile file(io, directory.path(), [](const std::string&) {});
    file.keep({206, 254, 1024});
    file.keep(place);
    file.keep(place);
  }
  const auto content = DelegationFile::read(directory.path());
  REQUIRE(content);
  CHECK(content->lines == 2);
  CHECK(content->routes == place);
  CHECK(content->bad == 0);
  DelegationFile file(io, directory.path(), [](const std::string&) {});
  file.keep(place);
  file.rewrite_now({});
  CHECK(DelegationFile::read(directory.path())->routes == place);
  write(directory, "{\"routes\":{\"protocol\":256,\"table\":254,\"metric\":1}}\n");
  CHECK(DelegationFile::read(directory.path())->bad == 1);
}

TEST_CASE("A delegation comes back from the file as it was", "[daemon][rfc8987-4.3]") {
  const TempDirectory directory;
  relay::Delegation forever = make("2001:db8:2000::/48");
  forever.preferred_until = dhcp6::kNever;
  forever.valid_until = dhcp6::kNever;
  forever.mac = {};
  write(directory, held_line(make("2001:db8:1000::/56"), "access") + held_line(forever, "b \"c\""));
  const auto content = DelegationFile::read(directory.path());
  REQUIRE(content.has_value());
  CHECK(content->exists);
  CHECK(content->bad == 0);
  CHECK_FALSE(content->torn);
  REQUIRE(content->held.size() == 2);
  const auto& [first, second] =
      std::pair(content->held.begin()->second, content->held.rbegin()->second);
  CHECK(first.delegation == make("2001:db8:1000::/56"));
  CHECK(first.link == "access");
  CHECK(second.delegation == forever);
  CHECK(second.link == "b \"c\"");
}

TEST_CASE("The last line about a prefix counts", "[daemon]") {
  const TempDirectory directory;
  write(directory, held_line(make("2001:db8:1000::/56", 2000), "a") +
                       held_line(make("2001:db8:1000::/56", 3000), "a") +
                       held_line(make("2001:db8:2000::/56"), "a") +
                       gone_line(*dhcp6::Prefix::parse("2001:db8:2000::/56")));
  const auto content = DelegationFile::read(directory.path());
  REQUIRE(content.has_value());
  REQUIRE(content->held.size() == 1);
  CHECK(content->held.begin()->second.delegation.valid_until.seconds == 3000);
}

TEST_CASE("A torn end is told apart from rotten lines, and neither costs the rest", "[daemon]") {
  const TempDirectory directory;
  const std::string good = held_line(make("2001:db8:1000::/56"), "a");
  const std::string other = held_line(make("2001:db8:2000::/56"), "a");
  const auto bad =
      GENERATE(std::string("no json"), std::string("[1]"), std::string("{\"x\":1}"),
               std::string("{\"held\":7}"), std::string("{\"gone\":\"fe80::1/3\"}"),
               std::string("{\"held\":{\"prefix\":\"2001:db8::/56\"}}"),
               std::string(DelegationFile::kLineMax + 1, ' '), std::string(1 << 20, '['));
  write(directory, good + bad + '\n' + other + good.substr(0, good.size() - 5));
  const auto content = DelegationFile::read(directory.path());
  REQUIRE(content.has_value());
  CHECK(content->held.size() == 2);
  CHECK(content->torn);
  CHECK(content->bad == 1);
  REQUIRE(content->complaints.size() == 1);
  CHECK(content->complaints.front().starts_with(path_in(directory) + ":2: "));
}

TEST_CASE("Many rotten lines are counted, some are told", "[daemon]") {
  const TempDirectory directory;
  std::string text;
  for (int line = 0; line < 1000; ++line) text += "rotten\n";
  write(directory, text);
  const auto content = DelegationFile::read(directory.path());
  REQUIRE(content.has_value());
  CHECK(content->bad == 1000);
  CHECK(content->complaints.size() == DelegationFile::kComplaintsMax);
}

TEST_CASE("Without a file nothing is held", "[daemon]") {
  const TempDirectory directory;
  const auto content = DelegationFile::read(directory.path());
  REQUIRE(content.has_value());
  CHECK_FALSE(content->exists);
}

TEST_CASE("A rewrite keeps what is appended while it is under way", "[daemon]") {
  const TempDirectory directory;
  boost::asio::io_context io;
  Complaints complaints;
  DelegationFile file(io, directory.path(), complaints.trouble());
  const relay::Delegation first = make("2001:db8:1000::/56");
  for (std::uint32_t at = 0; at < 1500; ++at) {
    CHECK_FALSE(file.wants_rewrite(1000));
    file.append(held_line(make("2001:db8:1000::/56", 2000 + at), "a"), 1);
  }
  CHECK(file.wants_rewrite(1));
  file.rewrite({{first, "a"}});
  CHECK_FALSE(file.wants_rewrite(1));
  file.append(held_line(make("2001:db8:2000::/56"), "a"), 1);
  finish_rewrite(io);
  CHECK(content_of(directory) ==
        held_line(first, "a") + held_line(make("2001:db8:2000::/56"), "a"));
  // What comes after goes into the new file.
  file.append(gone_line(first.prefix), 1);
  const auto content = DelegationFile::read(directory.path());
  REQUIRE(content.has_value());
  CHECK(content->lines == 3);
  CHECK(content->held.size() == 1);
  CHECK_FALSE(file.wants_rewrite(2));
  CHECK(complaints.said.empty());
}

TEST_CASE("A directory that refuses is told once, and made good later", "[daemon]") {
  const TempDirectory directory;
  const std::string place = directory.path() + "/state";
  boost::asio::io_context io;
  Complaints complaints;
  DelegationFile file(io, place, complaints.trouble());
  file.append(held_line(make("2001:db8:1000::/56"), "a"), 1);
  file.append(held_line(make("2001:db8:2000::/56"), "a"), 1);
  REQUIRE(complaints.said.size() == 1);
  CHECK(complaints.said.front() == "write " + place + "/delegations: No such file or directory");
  std::filesystem::create_directory(place);
  file.rewrite_now({{make("2001:db8:1000::/56"), "a"}, {make("2001:db8:2000::/56"), "a"}});
  const auto content = DelegationFile::read(place);
  REQUIRE(content.has_value());
  CHECK(content->held.size() == 2);
  CHECK_FALSE(std::filesystem::exists(place + "/delegations.new"));
}

TEST_CASE("A file that is removed stays away, even from a rewrite under way", "[daemon]") {
  const TempDirectory directory;
  boost::asio::io_context io;
  Complaints complaints;
  DelegationFile file(io, directory.path(), complaints.trouble());
  file.append(held_line(make("2001:db8:1000::/56"), "a"), 1);
  file.rewrite({{make("2001:db8:1000::/56"), "a"}});
  file.remove();
  finish_rewrite(io);
  CHECK(std::filesystem::is_empty(directory.path()));
  file.append(held_line(make("2001:db8:1000::/56"), "a"), 1);
  CHECK(content_of(directory) == held_line(make("2001:db8:1000::/56"), "a"));
}

}  // namespace ward6::daemon::test
