#include "daemon/io/committer.h"

#include <cerrno>
#include <chrono>
#include <sys/eventfd.h>
#include <system_error>
#include <utility>

#include "libdhcp6/core/assert.h"

namespace ward6::daemon {

using dhcp6::CommitId;
using dhcp6::Result;

namespace {

using Buffer = std::vector<std::byte>;

constexpr std::chrono::seconds kSpaceRetry{1};

Buffer take_spare(std::vector<Buffer>& spares) noexcept {
  if (spares.empty()) return {};
  Buffer spare = std::move(spares.back());
  spares.pop_back();
  return spare;
}

void give_back(Buffer& buffer, std::vector<Buffer>& spares) {
  buffer.clear();
  spares.push_back(std::move(buffer));
}

}  // namespace

Committer::Committer(dhcp6::FileStore& store)
    : store_(store), event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!event_.valid()) {
    throw std::system_error(errno, std::generic_category(), "cannot make an eventfd");
  }
  wants_snapshot_ = store.wants_snapshot();
  thread_ = std::thread([this] { run(); });
}

Committer::~Committer() {
  end_thread();
}

bool Committer::can_submit() const {
  const std::scoped_lock lock(mutex_);
  return groups_waiting_ == 0;
}

void Committer::submit(CommitId id, std::vector<std::byte>& group) {
  Group work{.id = id, .bytes = std::move(group)};
  {
    const std::scoped_lock lock(mutex_);
    WARD6_ASSERT(groups_waiting_ == 0);
    ++groups_waiting_;
    group = take_spare(spare_groups_);
  }
  hand_over(std::move(work));
}

void Committer::links(std::vector<std::string> names) {
  hand_over(Links{.names = std::move(names)});
}

void Committer::acknowledge() noexcept {
  ::eventfd_t count = 0;
  // It fails when nothing was there to be read, which is what is wanted.
  static_cast<void>(::eventfd_read(event_.get(), &count));
}

std::string Committer::error_text() const {
  const std::scoped_lock lock(mutex_);
  return error_text_;
}

void Committer::begin_snapshot() {
  wants_snapshot_ = false;
  hand_over(Begin{});
}

bool Committer::can_slice() const {
  const std::scoped_lock lock(mutex_);
  return slices_waiting_ == 0;
}

void Committer::slice(std::vector<std::byte>& leases) {
  Slice work{.bytes = std::move(leases)};
  {
    const std::scoped_lock lock(mutex_);
    WARD6_ASSERT(slices_waiting_ == 0);
    ++slices_waiting_;
    leases = take_spare(spare_slices_);
  }
  hand_over(std::move(work));
}

void Committer::finish_snapshot(dhcp6::WallTime now) {
  hand_over(Finish{.now = now});
}

Result<void> Committer::stop() {
  end_thread();
  if (failed_) return dhcp6::fail(dhcp6::Errc::io);
  const auto closed = store_.close();
  if (!closed) note_error();
  return closed;
}

void Committer::hand_over(Work work) {
  {
    const std::scoped_lock lock(mutex_);
    queue_.push_back(std::move(work));
  }
  wake_.notify_one();
}

void Committer::end_thread() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Committer::run() {
  while (true) {
    Work work;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      work = std::move(queue_.front());
      queue_.pop_front();
      // From here on it is being written, and another one may wait.
      if (std::holds_alternative<Group>(work)) --groups_waiting_;
    }
    perform(work);
    notify();
  }
}

void Committer::perform(Work& work) {
  if (auto* const group = std::get_if<Group>(&work)) {
    perform_group(*group);
  } else if (auto* const links = std::get_if<Links>(&work)) {
    store_.links(links->names);
  } else if (std::holds_alternative<Begin>(work)) {
    if (!failed_) perform_snapshot(store_.begin_snapshot());
  } else if (auto* const slice = std::get_if<Slice>(&work)) {
    if (store_.in_snapshot()) perform_snapshot(store_.snapshot_slice(slice->bytes));
    const std::scoped_lock lock(mutex_);
    --slices_waiting_;
    give_back(slice->bytes, spare_slices_);
  } else if (const auto* const finish = std::get_if<Finish>(&work)) {
    if (!store_.in_snapshot()) return;
    const auto finished = store_.finish_snapshot(finish->now);
    if (finished) ++snapshots_done_;
    perform_snapshot(finished);
  }
  if (!failed_) wants_snapshot_ = store_.wants_snapshot();
}

void Committer::perform_group(Group& group) {
  if (failed_) return;
  const auto committed = commit(group.bytes);
  if (committed) {
    durable_ = group.id;
  } else {
    note_error();
    failed_ = true;
  }
  const std::scoped_lock lock(mutex_);
  give_back(group.bytes, spare_groups_);
}

// A full disk is waited for: what was promised is safe, and a restart would not find more room.
Result<void> Committer::commit(dhcp6::Bytes group) {
  while (true) {
    auto committed = store_.commit(group);
    disk_full_ = !committed && !store_.failed();
    if (!disk_full_) return committed;
    note_error();
    notify();
    std::unique_lock lock(mutex_);
    if (wake_.wait_for(lock, kSpaceRetry, [this] { return stopping_; })) return committed;
  }
}

void Committer::perform_snapshot(const Result<void>& result) {
  if (result) return;
  note_error();
  ++snapshots_failed_;
  if (store_.failed()) failed_ = true;
}

void Committer::note_error() {
  std::string text = store_.last_error_text();
  const std::scoped_lock lock(mutex_);
  error_text_ = std::move(text);
}

void Committer::notify() noexcept {
  // It fails only when the counter is full, and then the descriptor is readable anyway.
  static_cast<void>(::eventfd_write(event_.get(), 1));
}

}  // namespace ward6::daemon
