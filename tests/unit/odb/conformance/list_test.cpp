#include <gmock/gmock.h>

#include "engine.hpp"
#include "objects/api_key.hpp"

namespace zato::odb {
namespace {

using base::Code;
using base::Secret;
using objects::ApiKey;
using objects::BasicAuth;
using objects::RestChannel;
using objects::Service;
using testing::ElementsAre;
using testing::IsEmpty;

class Lists : public WithCluster {
 protected:
  template <class T>
  std::vector<std::string> names(const ListQuery& query) {
    std::vector<std::string> out;
    for (const auto& object : expect_ok(store_->list<T>(query))) out.push_back(object.name);
    EXPECT_GE(expect_ok(store_->count(T::type(), query)), static_cast<std::int64_t>(out.size()));
    return out;
  }
};

TEST_P(Lists, ArePagedByName) {
  for (const auto* name : {"c", "a", "d", "b"}) a_service(name);
  EXPECT_THAT(names<Service>({.page = {.offset = 1, .limit = 2}}), ElementsAre("b", "c"));
  EXPECT_THAT(names<Service>({.page = {.offset = 4, .limit = 2}}), IsEmpty());
  EXPECT_EQ(expect_ok(store_->count(Service::type())), 4);
}

TEST_P(Lists, HoldWhatHasEveryTermSomewhere) {
  const auto service = a_service();
  const auto channel = [&](const std::string& name, const std::string& path) {
    expect_ok(store_->insert(RestChannel{.name = name, .url_path = path, .service_id = service.id}));
  };
  channel("crm.get", "/customers");
  channel("crm.list", "/all");
  channel("billing.get", "/Customers/bills");
  EXPECT_THAT(names<RestChannel>({.terms = {"crm"}}), ElementsAre("crm.get", "crm.list"));
  EXPECT_THAT(names<RestChannel>({.terms = {"CUSTOMERS"}}), ElementsAre("billing.get", "crm.get"));
  EXPECT_THAT(names<RestChannel>({.terms = {"customers", "crm"}}), ElementsAre("crm.get"));
  EXPECT_EQ(expect_ok(store_->count(RestChannel::type(), {.page = {.limit = 1}, .terms = {"crm"}})), 2);
}

TEST_P(Lists, TakeTermsLiterally) {
  for (const auto* name : {"100%", "100x", "a_b", "axb", "a!b", "o'clock"}) a_service(name);
  const auto found = [&](const char* term) { return names<Service>({.terms = {term}}); };
  EXPECT_THAT(found("0%"), ElementsAre("100%"));
  EXPECT_THAT(found("a_b"), ElementsAre("a_b"));
  EXPECT_THAT(found("!"), ElementsAre("a!b"));
  EXPECT_THAT(found("o'c"), ElementsAre("o'clock"));
  EXPECT_THAT(found("' OR 1=1 --"), IsEmpty());
}

TEST_P(Lists, AreFilteredByValues) {
  const auto first = a_service("first"), second = a_service("second");
  const auto alice =
      expect_ok(store_->insert(BasicAuth{.name = "alice", .username = "a", .realm = "r", .password = Secret("p")}));
  expect_ok(
      store_->insert(RestChannel{.name = "a", .url_path = "/a", .service_id = first.id, .security_id = alice.id}));
  expect_ok(store_->insert(RestChannel{.name = "b", .is_active = false, .url_path = "/b", .service_id = second.id}));
  EXPECT_THAT(names<RestChannel>({.filters = {{"service_id", second.id}}}), ElementsAre("b"));
  EXPECT_THAT(names<RestChannel>({.filters = {{"is_active", true}}}), ElementsAre("a"));
  EXPECT_THAT(names<RestChannel>({.filters = {{"security_id", std::monostate()}}}), ElementsAre("b"));
  EXPECT_EQ(store_->list<RestChannel>({.filters = {{"colour", std::string("red")}}}).error().code,
            Code::kInvalidArgument);
  EXPECT_EQ(store_->list<BasicAuth>({.filters = {{"password", std::string("p")}}}).error().code,
            Code::kInvalidArgument);
}

TEST_P(Lists, NamesLeadToIdsWithinTheFamily) {
  const auto alice =
      expect_ok(store_->insert(BasicAuth{.name = "alice", .username = "a", .realm = "r", .password = Secret("p")}));
  const auto key = expect_ok(store_->insert(ApiKey{.name = "key", .password = Secret("k")}));
  EXPECT_EQ(expect_ok(store_->find_id("security", "alice")), alice.id);
  EXPECT_EQ(expect_ok(store_->find_id("security", "key")), key.id);
  const auto unknown = store_->find_id("security", "alise");
  EXPECT_EQ(unknown.error().code, Code::kNotFound);
  EXPECT_EQ(unknown.error().message, "there is no security `alise` in this cluster; did you mean `alice`?");
}

ZATO_ON_EVERY_ENGINE(Lists);

}  // namespace
}  // namespace zato::odb
