// What the tests of admin services share: an ODB with a cluster, and the API on it.
#pragma once

#include <gmock/gmock.h>

#include "../odb/fixtures.hpp"
#include "admin/api.hpp"

namespace zato::admin {

class WithApi : public testing::Test {
 protected:
  WithApi() {
    odb::Options options;
    options.path = directory_.path() / "zato.db";
    odb::expect_ok(odb::create_schema(options, objects::all()));
    connection_ = odb::expect_ok(odb::connect(options));
    cluster_ = odb::expect_ok(odb::create_cluster(*connection_, {.name = "crm"}, "tester")).id;
    api_.emplace(Api::Options{.catalog = catalog(),
                              .cipher = cipher_,
                              .cluster_id = cluster_,
                              .with_connection = [this](const Api::Work& work) { return work(*connection_); },
                              .changed = [this](std::int64_t sequence) { sequences_.push_back(sequence); }});
  }

  base::Result<Answer> try_call(std::string_view service, const Json& input = Json::object(),
                                Role role = Role::kOwner) {
    return api_->call({.name = "joan", .role = role}, service, input);
  }
  Json call(std::string_view service, const Json& input = Json::object()) {
    return odb::expect_ok(try_call(service, input)).body;
  }
  // "code: message" of a call that must fail.
  std::string refused(std::string_view service, const Json& input = Json::object(), Role role = Role::kOwner) {
    const auto answer = try_call(service, input, role);
    return answer ? "it was answered"
                  : std::string(base::code_name(answer.error().code)) + ": " + answer.error().text();
  }
  odb::Store store() { return odb::store_of(*connection_, cipher_, cluster_); }

  test::TempDir directory_;
  odb::PlainCipher cipher_;
  std::unique_ptr<odb::Connection> connection_;
  schema::Id cluster_ = 0;
  std::optional<Api> api_;
  std::vector<std::int64_t> sequences_;
};

}  // namespace zato::admin
