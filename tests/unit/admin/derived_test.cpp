// The services that follow from the object types: create, edit, delete, get, get-list, change-password.
#include "fixture.hpp"

#include "objects/basic_auth.hpp"
#include "objects/service.hpp"

namespace zato::admin {
namespace {

using testing::HasSubstr;
using testing::Not;

const Json kJoan = {{"name", "joan"}, {"is_active", true}, {"username", "joan"}, {"realm", "CRM"}};

class Derived : public WithApi {
 protected:
  Derived() { odb::expect_ok(store().insert(objects::Service{.name = "crm.customer", .impl_name = "crm.Customer"})); }
  Json channel(const Json& more = Json::object()) {
    Json input = {{"name", "customers"},
                  {"connection", "channel"},
                  {"transport", "plain_http"},
                  {"url_path", "/customers"},
                  {"service", "crm.customer"}};
    input.update(more);
    return input;
  }
};

TEST_F(Derived, CreatesByNameOfTheServiceAndShowsBothIdAndName) {
  const auto made = call("zato.http-soap.create", channel());
  EXPECT_EQ(made["name"], "customers");
  const auto got = call("zato.http-soap.get", {{"name", "customers"}});
  EXPECT_EQ(got["id"], made["id"]);
  EXPECT_EQ(got["service_name"], "crm.customer");
  EXPECT_TRUE(got["service_id"].is_number());
  EXPECT_EQ(got["connection"], "channel");
  EXPECT_EQ(got["security_id"], nullptr);
  EXPECT_EQ(sequences_.size(), 1U);
}

TEST_F(Derived, AnswersWhichFieldIsWrongAndWhy) {
  EXPECT_THAT(refused("zato.http-soap.create", channel({{"url_path", "customers"}, {"cache_expiry", "soon"}})),
              AllOf(HasSubstr("url_path: must start with"), HasSubstr("cache_expiry: must be an integer")));
  EXPECT_THAT(refused("zato.http-soap.create", channel({{"url_pth", "/x"}})),
              HasSubstr("url_pth: no such field; did you mean `url_path`?"));
  EXPECT_THAT(refused("zato.http-soap.create", channel({{"service", "crm.none"}})),
              AllOf(HasSubstr("there is no service `crm.none`"), Not(HasSubstr("is required"))));
  EXPECT_THAT(refused("zato.security.basic-auth.create", {{"name", "x"}}),
              AllOf(HasSubstr("username: is required"), HasSubstr("realm: is required")));
}

TEST_F(Derived, TakesTextForBooleansAndNumbersAsZatoDoes) {
  call("zato.http-soap.create",
       channel({{"is_active", "False"}, {"cache_expiry", "30"}, {"security_id", "ZATO_NONE"}}));
  const auto got = call("zato.http-soap.get", {{"name", "customers"}});
  EXPECT_EQ(got["is_active"], false);
  EXPECT_EQ(got["cache_expiry"], 30);
}

TEST_F(Derived, ANameThatIsTakenIsSaidInZatosWords) {
  call("zato.security.basic-auth.create", kJoan);
  EXPECT_THAT(refused("zato.security.basic-auth.create", kJoan),
              HasSubstr("HTTP Basic Auth definition `joan` already exists in this cluster"));
}

TEST_F(Derived, EditChangesWhatIsNamedAndNothingElse) {
  const auto id = call("zato.http-soap.create", channel({{"cache_expiry", 30}}))["id"];
  call("zato.http-soap.edit", {{"id", id}, {"name", "clients"}, {"url_path", "/clients"}});
  const auto got = call("zato.http-soap.get", {{"id", id}});
  EXPECT_EQ(got["name"], "clients");
  EXPECT_EQ(got["url_path"], "/clients");
  EXPECT_EQ(got["cache_expiry"], 30);
  EXPECT_EQ(got["version"], 2);
}

TEST_F(Derived, AnEditOfAnOldVersionIsAConflict) {
  const auto id = call("zato.http-soap.create", channel())["id"];
  call("zato.http-soap.edit", {{"id", id}, {"version", 1}, {"url_path", "/a"}});
  EXPECT_THAT(refused("zato.http-soap.edit", {{"id", id}, {"version", 1}, {"url_path", "/b"}}),
              HasSubstr("was changed meanwhile"));
  EXPECT_EQ(call("zato.http-soap.get", {{"id", id}})["url_path"], "/a");
}

TEST_F(Derived, WhatGetReturnsCanBeGivenToEdit) {
  call("zato.security.basic-auth.create", kJoan);
  auto got = call("zato.security.basic-auth.get", {{"name", "joan"}});
  EXPECT_EQ(got["password"], "******");
  got["realm"] = "ERP";
  const auto before = odb::expect_ok(store().get<objects::BasicAuth>("joan")).password.reveal();
  got.erase("sec_type");
  call("zato.security.basic-auth.edit", got);
  const auto after = odb::expect_ok(store().get<objects::BasicAuth>("joan"));
  EXPECT_EQ(after.realm, "ERP");
  EXPECT_EQ(after.password.reveal(), before);
}

TEST_F(Derived, DeletesByIdOrNameAndSaysWhatIsMissingUnlessToldNotTo) {
  const auto id = call("zato.http-soap.create", channel())["id"];
  call("zato.http-soap.delete", {{"id", id}});
  EXPECT_THAT(refused("zato.http-soap.delete", {{"id", id}}), HasSubstr("does not exist in this cluster"));
  call("zato.http-soap.delete", {{"name", "customers"}, {"should_raise_if_missing", false}});
  EXPECT_THAT(refused("zato.http-soap.delete"), HasSubstr("either `id` or `name` is required"));
}

TEST_F(Derived, AServiceInUseIsNotDeleted) {
  call("zato.http-soap.create", channel());
  EXPECT_THAT(refused("zato.service.delete", {{"name", "crm.customer"}}),
              HasSubstr("is still used by REST channel `customers`"));
}

TEST_F(Derived, ListsPagesInZatosForm) {
  for (int i = 0; i < 7; ++i) {
    const auto name = "user" + std::to_string(i);
    call("zato.security.basic-auth.create", {{"name", name}, {"username", name}, {"realm", "CRM"}});
  }
  const auto everything = odb::expect_ok(try_call("zato.security.basic-auth.get-list"));
  EXPECT_EQ(everything.body.size(), 7U);
  EXPECT_TRUE(everything.meta.is_null());
  const auto page = odb::expect_ok(
      try_call("zato.security.basic-auth.get-list", {{"paginate", "true"}, {"cur_page", "2"}, {"page_size", 3}}));
  ASSERT_EQ(page.body.size(), 3U);
  EXPECT_EQ(page.body[0]["name"], "user3");
  EXPECT_EQ(page.meta["search"], (Json{{"num_pages", 3},
                                       {"cur_page", 2},
                                       {"prev_page", 1},
                                       {"next_page", 3},
                                       {"has_prev_page", true},
                                       {"has_next_page", true},
                                       {"page_size", 3},
                                       {"total", 7}}));
  EXPECT_EQ(call("zato.security.basic-auth.get-list", {{"query", "USER 5"}}).size(), 1U);
}

TEST_F(Derived, SecretsAreNowhereInAnswers) {
  call("zato.security.basic-auth.create",
       {{"name", "joan"}, {"username", "joan"}, {"realm", "CRM"}, {"password", "planted"}});
  EXPECT_THAT(call("zato.security.basic-auth.get-list").dump(), Not(HasSubstr("planted")));
  EXPECT_THAT(call("zato.security.basic-auth.get", {{"name", "joan"}}).dump(), Not(HasSubstr("planted")));
}

TEST_F(Derived, PasswordsAreChangedWithZatosChecks) {
  call("zato.security.basic-auth.create", kJoan);
  EXPECT_THAT(
      refused("zato.security.basic-auth.change-password", {{"name", "joan"}, {"password1", "a"}, {"password2", "b"}}),
      HasSubstr("differ"));
  EXPECT_THAT(refused("zato.security.basic-auth.change-password", {{"name", "joan"}, {"password1", "a"}}),
              HasSubstr("repeated"));
  EXPECT_THAT(refused("zato.security.basic-auth.change-password", {{"name", "joan"}}), HasSubstr("empty"));
  call("zato.security.basic-auth.change-password", {{"name", "joan"}, {"password1", "new"}, {"password2", "new"}});
  EXPECT_EQ(odb::expect_ok(store().get<objects::BasicAuth>("joan")).password.reveal(), "new");
}

TEST_F(Derived, WhoeverHasNoRoleMayDoNothing) {
  EXPECT_THAT(refused("zato.http-soap.get-list", Json::object(), Role::kNone), HasSubstr("permission"));
  EXPECT_THAT(refused("zato.http-soap.create", channel(), Role::kViewer), HasSubstr("role `viewer`"));
  EXPECT_THAT(refused("zato.security.basic-auth.create", kJoan, Role::kConfigAdmin), HasSubstr("may not"));
  EXPECT_TRUE(try_call("zato.http-soap.create", channel(), Role::kConfigAdmin));
}

TEST_F(Derived, AFailedChangeLeavesNothingBehind) {
  EXPECT_THAT(refused("zato.security.basic-auth.create", {{"name", "joan"}, {"username", "jo:an"}, {"realm", "CRM"}}),
              HasSubstr("username"));
  EXPECT_TRUE(sequences_.empty());
  EXPECT_EQ(call("zato.security.basic-auth.get-list"), Json::array());
}

}  // namespace
}  // namespace zato::admin
