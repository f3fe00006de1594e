#include "cli/object_options.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "cli/failure.hpp"
#include "objects/basic_auth.hpp"
#include "objects/rest_channel.hpp"
#include "support/temp_dir.hpp"

namespace zato::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;

Arguments given(const std::map<std::string, std::string>& values) {
  Arguments arguments;
  for (const auto& [name, value] : values) {
    arguments.values[name] = value;
    arguments.given.insert(name);
  }
  return arguments;
}

json input_of(const schema::ObjectType& type, const std::map<std::string, std::string>& values) {
  return given_fields(type, given(values), Secrets::kAsGiven);
}

TEST(ObjectOptions, BecomeInputInTheKindsOfTheFields) {
  EXPECT_EQ(input_of(objects::RestChannel::type(), {{"url-path", "/a"},
                                                    {"is-active", "no"},
                                                    {"cache-expiry", "7"},
                                                    {"security-groups", "a\nb, c"},
                                                    {"rate-limit-def", "*=10/m"}}),
            (json{{"url_path", "/a"},
                  {"is_active", false},
                  {"cache_expiry", 7},
                  {"security_groups", {"a", "b, c"}},
                  {"rate_limit_def", "*=10/m"}}));
  EXPECT_EQ(input_of(objects::RestChannel::type(), {}), json::object()) << "what is not given is not touched";
}

TEST(ObjectOptions, GiveReferencesByName) {
  const auto& type = objects::RestChannel::type();
  const auto& service = *type.find("service_id");
  EXPECT_EQ(input_of(type, {{option_name(service), "12"}}), (json{{schema::reference_name(service), "12"}}));
}

TEST(ObjectOptions, WrongKindsAreToldByTheNameOfTheOption) {
  try {
    input_of(objects::RestChannel::type(), {{"cache-expiry", "soon"}});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::kInvalidInput);
    EXPECT_THAT(failure.what(), HasSubstr("--cache-expiry must be a integer, not 'soon'"));
  }
}

TEST(ObjectOptions, ReadSecretsAndLongTextsFromFiles) {
  const test::TempDir directory;
  ASSERT_TRUE(base::create_file(directory / "secret", "  s3cret \n", 0600));
  ASSERT_TRUE(base::create_file(directory / "rules", "*=1/m\n", 0600));
  const auto input = input_of(objects::BasicAuth::type(), {{"password-file", (directory / "secret").string()},
                                                           {"rate-limit-def-file", (directory / "rules").string()}});
  EXPECT_EQ(input["password"], "  s3cret ") << "blanks belong to it, the end of the line does not";
  EXPECT_EQ(input["rate_limit_def"], "*=1/m\n");
  EXPECT_THROW(input_of(objects::BasicAuth::type(), {{"password-file", "/no/such/file"}}), Failure);
}

TEST(ObjectOptions, RefuseATextBothGivenAndInAFile) {
  EXPECT_THROW(input_of(objects::BasicAuth::type(), {{"rate-limit-def", "x"}, {"rate-limit-def-file", "/y"}}), Failure);
}

}  // namespace
}  // namespace zato::cli
