#include "daemon/nft.h"

#include <csignal>
#include <filesystem>
#include <fstream>

#include "daemon/filter_table.h"
#include "tests/support/catch.h"
#include "tests/support/stand_program.h"
#include "tests/support/temp_directory.h"

namespace ward6::daemon::test {
namespace {

using dhcp6::test::TempDirectory;
using Stand = dhcp6::test::StandProgram;

Attempt<std::string> run(Nft& nft, boost::asio::io_context& io, std::string text) {
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));  // as the daemon does
  Attempt<std::string> result = tl::unexpected<std::string>("not called");
  nft.run(std::move(text), [&result](const Attempt<std::string>& outcome) { result = outcome; });
  io.run();
  io.restart();
  return result;
}

std::string file(const std::string& path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("A child gets all of its text and its output comes back", "[daemon]") {
  boost::asio::io_context io;
  const Stand stand("test \"$*\" = '-f -' && exec wc -c");
  Nft nft(io, stand.path());
  CHECK(run(nft, io, std::string(1 << 20, 'x')).value() == "1048576\n");
  CHECK_FALSE(nft.is_running());
  CHECK(run(nft, io, "").value() == "0\n");
}

TEST_CASE("A check asks for the bytecode and applies nothing", "[daemon]") {
  boost::asio::io_context io;
  const Stand stand("cat >/dev/null; echo \"$*\"");
  Nft nft(io, stand.path());
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  Attempt<std::string> result = tl::unexpected<std::string>("not called");
  nft.check("x", [&result](const Attempt<std::string>& outcome) { result = outcome; });
  CHECK(nft.last_pid() != 0);
  io.run();
  CHECK(result.value() == "-f - --check --debug=netlink\n");
}

TEST_CASE("A child that fails is quoted, whether it reads its text or not", "[daemon]") {
  boost::asio::io_context io;
  const Stand stand("echo out; echo 'Error: no' >&2; exit 3");
  Nft nft(io, stand.path());
  CHECK(run(nft, io, std::string(1 << 20, 'x')).error() == "Error: no\n");
  const Stand silent("exit 4");
  Nft other(io, silent.path());
  CHECK(run(other, io, "x").error() == "nft ended with code 4");
  const Stand killed("kill -9 $$");
  Nft third(io, killed.path());
  CHECK(run(third, io, "x").error() == "nft was ended by signal 9");
}

TEST_CASE("A child that says without end is heard to a bound", "[daemon]") {
  boost::asio::io_context io;
  const Stand stand("head -c 1000000 /dev/zero >&2; exit 1");
  Nft nft(io, stand.path());
  CHECK(run(nft, io, "x").error().size() == Nft::kOutputMax);
}

TEST_CASE("A child that never ends is ended", "[daemon]") {
  boost::asio::io_context io;
  const Stand stand("exec sleep 100");
  Nft nft(io, stand.path(), std::chrono::seconds(1));
  CHECK(run(nft, io, "x").error() == "nft was stopped after 1 s");
}

TEST_CASE("A program that is missing is told with the remedy", "[daemon]") {
  boost::asio::io_context io;
  Nft nft(io, "/nonexistent/nft");
  CHECK(run(nft, io, "x").error() ==
        "there is no program '/nonexistent/nft'; install the package nftables");
}

TEST_CASE("A table is made once, then changed in batches", "[daemon]") {
  boost::asio::io_context io;
  const TempDirectory directory;
  const Stand stand("cat >>" + directory.path() + "/seen; echo END >>" + directory.path() +
                    "/seen");
  std::vector<std::string> troubles;
  FilterTable table(
      io, [&troubles](const std::string& text) { troubles.push_back(text); }, stand.path());
  const auto element = [](int number) {
    return FilterElement{
        FilterElement::Set::delegated,
        "lan0",
        {},
        dhcp6::Prefix::containing(
            dhcp6::Ipv6Address::from_halves(0x20010db810000000 + (std::uint64_t(number) << 8U), 0),
            56)};
  };
  table.add(element(1));
  table.renew();
  io.run_for(std::chrono::milliseconds(600));
  CHECK(table.is_good());
  const std::string whole = file(directory.path() + "/seen");
  CHECK(whole.find("delegated { 2001:db8:1000:100::/56 . \"lan0\" }\n") != std::string::npos);

  table.add(element(2));
  table.add(element(3));
  table.add(element(4));
  table.remove(element(4));  // never seen outside
  table.remove(element(1));
  io.run_for(std::chrono::milliseconds(600));
  CHECK(file(directory.path() + "/seen") ==
        whole +
            "delete element ip6 ward6_delegated delegated { 2001:db8:1000:100::/56 . \"lan0\" }\n"
            "add element ip6 ward6_delegated delegated { 2001:db8:1000:200::/56 . \"lan0\",\n"
            "  2001:db8:1000:300::/56 . \"lan0\" }\nEND\n");

  // A prefix within another: no change will do.
  FilterElement around = element(2);
  around.prefix = dhcp6::Prefix::containing(around.prefix.base(), 40);
  std::filesystem::remove(directory.path() + "/seen");
  table.add(around);
  table.renew();
  io.run_for(std::chrono::milliseconds(600));
  std::filesystem::remove(directory.path() + "/seen");
  table.remove(around);
  io.run_for(std::chrono::milliseconds(600));
  CHECK(file(directory.path() + "/seen").find("2001:db8:1000:300::/56") != std::string::npos);
  CHECK(troubles.empty());
  table.drop();
  io.run_for(std::chrono::milliseconds(600));
  CHECK_FALSE(table.is_good());
}

TEST_CASE("A change that fails makes the table anew; that failing is told once", "[daemon]") {
  boost::asio::io_context io;
  const TempDirectory directory;
  const std::string log = directory.path() + "/seen";
  // Fails for changes, and for all while the file `broken` is there.
  const Stand stand("text=$(cat); echo \"$text\" | head -n 1 >>" + log + "; test ! -e " +
                    directory.path() + "/broken || { echo broken >&2; exit 1; }; case $text in " +
                    "add*) echo stale >&2; exit 1;; esac");
  std::vector<std::string> troubles;
  FilterTable table(
      io, [&troubles](const std::string& text) { troubles.push_back(text); }, stand.path());
  table.renew();
  io.run_for(std::chrono::milliseconds(500));
  table.add({FilterElement::Set::filtered, "lan0", {}, {}});
  io.run_for(std::chrono::milliseconds(1000));
  CHECK(file(log) ==
        "table ip6 ward6_delegated\nadd element ip6 ward6_delegated filtered { \"lan0\" }\n"
        "table ip6 ward6_delegated\n");
  CHECK(table.is_good());
  CHECK(troubles.empty());

  std::ofstream(directory.path() + "/broken") << "";
  table.renew();
  io.run_for(std::chrono::milliseconds(500));
  table.renew();
  io.run_for(std::chrono::milliseconds(500));
  CHECK(troubles == std::vector<std::string>{"broken\n"});
  CHECK_FALSE(table.is_good());
  std::filesystem::remove(directory.path() + "/broken");
  table.renew();
  io.run_for(std::chrono::milliseconds(500));
  CHECK(troubles == std::vector<std::string>{"broken\n", ""});
}

}  // namespace ward6::daemon::test
