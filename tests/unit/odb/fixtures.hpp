// What tests of the ODB share: a cipher that can be read, a temporary SQLite database, a cluster in it.
#pragma once

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "objects/all.hpp"
#include "odb/clusters.hpp"
#include "odb/schema.hpp"
#include "odb/store.hpp"
#include "support/temp_dir.hpp"

namespace zato::odb {

// Keeps the place beside the text, so that a moved value is noticed, as a real cipher would.
class PlainCipher final : public objects::Cipher {
 public:
  base::Result<std::string> encrypt(const base::Secret& plain, std::string_view bound_to) const override {
    return "<" + std::string(bound_to) + ">" + plain.reveal();
  }
  base::Result<base::Secret> decrypt(std::string_view stored, std::string_view bound_to) const override {
    const auto prefix = "<" + std::string(bound_to) + ">";
    if (!stored.starts_with(prefix)) return base::fail(base::Code::kCorrupt, "the secret does not belong here");
    return base::Secret(std::string(stored.substr(prefix.size())));
  }
};

template <class T>
T expect_ok(base::Result<T> result) {
  if (!result) throw base::Exception(result.error());
  return std::move(*result);
}
inline void expect_ok(base::Result<void> result) {
  if (!result) throw base::Exception(result.error());
}

inline Store store_of(Connection& connection, const PlainCipher& cipher, schema::Id cluster_id) {
  return Store(connection, {.registry = objects::all(), .cipher = cipher, .cluster_id = cluster_id, .actor = "tester"});
}

}  // namespace zato::odb
