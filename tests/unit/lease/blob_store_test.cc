#include "libdhcp6/lease/blob_store.h"

#include <map>
#include <vector>

#include "libdhcp6/core/random.h"
#include "tests/support/bytes.h"
#include "tests/support/catch.h"

using namespace ward6::dhcp6;
using namespace ward6::dhcp6::test;

TEST_CASE("Blobs of every size come back as they were", "[lease][blob]") {
  BlobStore store;
  std::vector<BlobRef> refs;
  for (std::size_t size = 0; size <= BlobStore::kBlobSizeMax; ++size) {
    refs.push_back(store.add(Buffer(size, to_byte(static_cast<unsigned>(size)))));
  }
  CHECK(refs[0] == BlobRef::none);
  CHECK(store.get(BlobRef::none).empty());
  store.remove(BlobRef::none);
  for (std::size_t size = 1; size <= BlobStore::kBlobSizeMax; ++size) {
    CHECK(equal(store.get(refs[size]), Buffer(size, to_byte(static_cast<unsigned>(size)))));
  }
}

TEST_CASE("Blobs that come and go do not touch each other and do not grow the store",
          "[lease][blob]") {
  BlobStore store;
  SeededRandom random(3);
  std::map<std::uint32_t, Buffer> model;
  const auto add = [&] {
    Buffer bytes(1 + random.next() % BlobStore::kBlobSizeMax);
    for (std::byte& b : bytes) b = to_byte(static_cast<unsigned>(random.next()));
    const auto ref = static_cast<std::uint32_t>(store.add(bytes));
    REQUIRE(model.emplace(ref, bytes).second);
  };
  for (int i = 0; i < 4000; ++i) add();
  const std::size_t memory = store.memory_bytes();
  for (int i = 0; i < 50'000; ++i) {
    const auto at = model.lower_bound(static_cast<std::uint32_t>(random.next()));
    if (at == model.end()) continue;
    REQUIRE(equal(store.get(BlobRef{at->first}), at->second));
    const Buffer same = at->second;
    store.remove(BlobRef{at->first});
    model.erase(at);
    // Its cell is the next to be used for one of its size.
    REQUIRE(model.emplace(static_cast<std::uint32_t>(store.add(same)), same).second);
  }
  CHECK(store.memory_bytes() == memory);
  for (const auto& [ref, bytes] : model) REQUIRE(equal(store.get(BlobRef{ref}), bytes));
}
