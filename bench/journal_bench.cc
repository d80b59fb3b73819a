// The lease store on a real disk, beside a bare append + fdatasync of the same bytes in the same
// run: the ratio is the figure that means something on another machine.
//   bench_journal_bench [DIRECTORY]     default: /var/tmp
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <stdlib.h>
#include <string>
#include <unistd.h>
#include <vector>

#include "daemon/io/fd.h"
#include "daemon/io/posix_disk.h"
#include "libdhcp6/lease/details.h"
#include "libdhcp6/lease/file_store.h"
#include "libdhcp6/lease/journal.h"

using namespace ward6;
using namespace ward6::dhcp6;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint32_t kLoadLeases = 1'000'000;
constexpr int kRounds = 3;  // the middle one counts

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

[[noreturn]] void stop(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);  // NOLINT(concurrency-mt-unsafe): there is one thread
}

// A lease as most are: DUID-LL, MAC, host name, link-local peer.
class Lease {
 public:
  explicit Lease(std::uint32_t number) {
    for (unsigned i = 0; i < 4; ++i) duid_[i + 10] = to_byte(number >> (8 * i));
    LeaseDetails details;
    details.link_layer = *LinkLayerAddress::from(Bytes(duid_).last(6));
    details.hostname = "host-name1";
    details.peer = Ipv6Address::from_halves(0xfe80000000000000U, number);
    record_.resource = *Prefix::make(Ipv6Address::from_halves(0x20010db800000000U, number), 128);
    record_.state = LeaseState::bound;
    record_.choice = Choice::hashed;
    record_.link = LinkId{0};
    record_.iaid = Iaid{number};
    record_.duid = duid_;
    record_.since = WallTime{1'700'000'000};
    record_.changed = WallTime{1'800'000'000};
    record_.preferred_lifetime = Seconds{43200};
    record_.valid_lifetime = Seconds{86400};
    record_.expires = after(record_.changed, record_.valid_lifetime);
    record_.details = encode_details(details, details_);
  }
  [[nodiscard]] const LeaseRecord& record() const { return record_; }

 private:
  std::array<std::byte, 14> duid_{};
  std::array<std::byte, kDetailsSizeMax> details_{};
  LeaseRecord record_;
};

std::vector<std::byte> group_of(std::uint32_t first, std::uint32_t count) {
  Journal journal((count + 1) * kRecordSizeMax);
  for (std::uint32_t i = 0; i < count; ++i)
    static_cast<void>(journal.append(Lease(first + i).record()));
  std::vector<std::byte> group;
  static_cast<void>(journal.seal(group));
  return group;
}

struct Rate {
  double per_second = 0;
  double median_ms = 0;
  double p99_ms = 0;
};

template <class Commit>
Rate measure(std::uint32_t batch, std::uint32_t commits, Commit commit) {
  std::vector<double> times;
  const auto group = group_of(0, batch);
  const auto start = Clock::now();
  for (std::uint32_t i = 0; i < commits; ++i) {
    const auto before = Clock::now();
    commit(group);
    times.push_back(seconds_since(before) * 1000);
  }
  const double total = seconds_since(start);
  std::ranges::sort(times);
  return {.per_second = batch * commits / total,
          .median_ms = times[times.size() / 2],
          .p99_ms = times[times.size() * 99 / 100]};
}

Rate bare(const std::string& directory, std::uint32_t batch, std::uint32_t commits) {
  const std::string path = directory + "/bare";
  const daemon::Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  const Rate rate = measure(batch, commits, [&fd](const std::vector<std::byte>& group) {
    const bool written = ::write(fd.get(), group.data(), group.size()) > 0;
    if (!written || ::fdatasync(fd.get()) != 0) stop("cannot write");
  });
  static_cast<void>(::unlink(path.c_str()));  // of no more use
  return rate;
}

Rate store(const std::string& directory, std::uint32_t batch, std::uint32_t commits) {
  daemon::PosixDisk disk(directory + "/leases");
  SeededRandom random(1);
  FileStore store(disk, random);
  store.links({"lan"});
  if (!disk.open_directory(Disk::Access::write)) stop(disk.error_text());
  if (!store.load([](const LeaseRecord&) {})) stop(store.last_error_text());
  const Rate rate = measure(batch, commits, [&store](const std::vector<std::byte>& group) {
    if (!store.commit(group)) stop(store.last_error_text());
  });
  if (!store.close()) stop(store.last_error_text());
  std::filesystem::remove_all(directory + "/leases");
  return rate;
}

void commits(const std::string& directory) {
  std::printf("%5s  %12s %6s %6s  %12s %6s %6s  %s\n", "batch", "bare rec/s", "p50", "p99",
              "store rec/s", "p50", "p99", "ratio");
  for (const std::uint32_t batch : {1U, 64U, 256U, 1024U}) {
    const std::uint32_t count = batch < 64 ? 1000 : 600;
    std::vector<std::pair<Rate, Rate>> rounds;
    for (int round = 0; round < kRounds; ++round) {
      const Rate first = bare(directory, batch, count);
      rounds.emplace_back(first, store(directory, batch, count));
    }
    const auto ratio = [](const std::pair<Rate, Rate>& round) {
      return round.second.per_second / round.first.per_second;
    };
    std::ranges::sort(rounds, {}, ratio);
    const auto& [without, with] = rounds[kRounds / 2];
    std::printf("%5u  %12.0f %6.2f %6.2f  %12.0f %6.2f %6.2f  %.2f\n", batch, without.per_second,
                without.median_ms, without.p99_ms, with.per_second, with.median_ms, with.p99_ms,
                ratio(rounds[kRounds / 2]));
  }
}

void load(const std::string& directory) {
  SeededRandom random(1);
  {
    daemon::PosixDisk disk(directory + "/leases");
    if (!disk.open_directory(Disk::Access::write)) stop(disk.error_text());
    FileStore store(disk, random);
    store.links({"lan"});
    if (!store.load([](const LeaseRecord&) {})) stop(store.last_error_text());
    const auto start = Clock::now();
    double longest = 0;
    if (!store.begin_snapshot()) stop(store.last_error_text());
    constexpr std::uint32_t kSlice = 2000;
    for (std::uint32_t i = 0; i < kLoadLeases; i += kSlice) {
      const auto slice = group_of(i, kSlice);
      const auto before = Clock::now();
      if (!store.snapshot_slice(slice)) stop(store.last_error_text());
      longest = std::max(longest, seconds_since(before));
    }
    const auto before = Clock::now();
    if (!store.finish_snapshot(WallTime{1})) stop(store.last_error_text());
    std::printf("snapshot of %u leases: %.2f s, longest slice %.1f ms, finish %.1f ms\n",
                kLoadLeases, seconds_since(start), longest * 1000, seconds_since(before) * 1000);
    if (!store.close()) stop(store.last_error_text());
  }
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory + "/leases")) {
    if (entry.path().extension() == ".snapshot") bytes = entry.file_size();
  }
  std::printf("bytes per lease: %.1f\n", static_cast<double>(bytes) / kLoadLeases);
  daemon::PosixDisk again(directory + "/leases");
  if (!again.open_directory(Disk::Access::write)) stop(again.error_text());
  FileStore store(again, random);
  store.links({"lan"});
  std::uint64_t seen = 0;
  const auto start = Clock::now();
  const auto report =
      store.load([&seen](const LeaseRecord& record) { seen += record.duid.size(); });
  const double total = seconds_since(start);
  if (!report) stop(store.last_error_text());
  std::printf("load of %llu records: %.2f s, %.0f records/s\n",
              static_cast<unsigned long long>(report->records), total,
              static_cast<double>(report->records) / total);
}

}  // namespace

int main(int argc, char* argv[]) {
  const std::vector<std::string> arguments(argv, argv + argc);
  std::string directory = (arguments.size() > 1 ? arguments[1] : "/var/tmp") + "/ward6-XXXXXX";
  if (::mkdtemp(directory.data()) == nullptr) stop("cannot make " + directory);
  commits(directory);
  load(directory);
  std::filesystem::remove_all(directory);
  return 0;
}
