// The life of configuration objects through the command line: one of every type on a cluster that runs, some on one
// that does not.
#include <gmock/gmock.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "base/file.hpp"
#include "cli/nouns.hpp"
#include "cli/object_options.hpp"
#include "objects/all.hpp"
#include "support/cluster.hpp"
#include "support/sample_fields.hpp"

namespace zato::test {
namespace {

using nlohmann::json;
using schema::Kind;
using schema::ObjectType;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kPlanted = "PLANTED-secret-7f3a";

using Words = std::vector<std::string>;

class Objects : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    cluster_ = std::make_unique<Cluster>();
    secret_ = (cluster_->root() / "planted").string();
    ASSERT_TRUE(base::create_file(secret_, std::string(kPlanted) + "\n", 0600));
  }
  static void TearDownTestSuite() { cluster_.reset(); }

  static Finished zato(Words words) {
    words.insert(words.end(), {"--path", cluster_->root().string()});
    auto finished = cluster_->zato(std::move(words));
    EXPECT_THAT(finished.out + finished.err, Not(HasSubstr(kPlanted)));
    return finished;
  }

  static json shown(Words words) {
    words.insert(words.end(), {"-o", "json"});
    const auto finished = zato(words);
    EXPECT_EQ(finished.exit_code, 0) << testing::PrintToString(words) << finished.err;
    return json::parse(finished.out, nullptr, false);
  }

  static inline std::unique_ptr<Cluster> cluster_;
  static inline std::string secret_;  // a file
};

// ---- one of every type

struct Made {
  const ObjectType* type;
  std::string name;
};

// What the smallest acceptable object needs on the command line. A key must be PEM; a password may be the planted one.
Words options_of(const std::vector<GivenField>& given, const std::string& secret_file) {
  Words options;
  for (const auto& [field, value] : given) {
    if (field->kind != Kind::kSecret) {
      options.insert(options.end(), {"--" + cli::option_name(*field), text_of(value)});
      continue;
    }
    auto file = secret_file;
    if (const auto text = text_of(value); text.starts_with("-----")) {
      file += "-pem";
      write_text(file, text);
    }
    options.insert(options.end(), {"--" + cli::option_name(*field) + "-file", file});
  }
  return options;
}

// By starting servers, and by deploying services.
const std::set<std::string> kMadeOtherwise = {"server", "service", "deployment"};

TEST_F(Objects, OfEveryTypeAreCreatedShownChangedListedAndDeleted) {
  SampleFields samples;
  std::vector<Made> made;
  int nth = 100;
  for (const auto* type : objects::all().types()) {
    if (cli::type_of_noun(type->noun) != type || kMadeOtherwise.contains(type->noun)) continue;
    SCOPED_TRACE(type->noun);
    const auto name = "sample" + std::to_string(++nth);
    Words create{type->noun, "create", name};
    for (auto& word : options_of(samples.of(*type, nth), secret_)) create.push_back(std::move(word));
    const auto created = zato(create);
    ASSERT_EQ(created.exit_code, 0) << testing::PrintToString(create) << "\n" << created.err;
    if (type->runtime == schema::Runtime::kStoredOnly) {
      EXPECT_THAT(created.err, HasSubstr(type->runtime_note));
    }
    samples.made(*type, name);
    made.push_back({type, name});

    EXPECT_EQ(shown({type->noun, "get", name}).value("name", ""), name);
    const auto renamed = name + "-renamed";
    const auto edited = zato({type->noun, "edit", name, "--new-name", renamed});
    EXPECT_EQ(edited.exit_code, 0) << edited.err;
    EXPECT_EQ(zato({type->noun, "edit", renamed, "--new-name", name}).exit_code, 0);
    EXPECT_EQ(shown({type->noun, "list", "--query", name}).at(0).value("name", ""), name);
    EXPECT_EQ(zato({type->noun, "create", name}).exit_code, 21) << "the name is taken, or a field is missing";
  }
  EXPECT_GE(made.size(), cli::all_nouns().size() - kMadeOtherwise.size());
  for (auto at = made.rbegin(); at != made.rend(); ++at) {
    SCOPED_TRACE(at->type->noun);
    const auto deleted = zato({at->type->noun, "delete", at->name});
    EXPECT_EQ(deleted.exit_code, 0) << deleted.err;
    EXPECT_EQ(shown({at->type->noun, "list", "--query", at->name}), json::array());
    EXPECT_EQ(zato({at->type->noun, "delete", at->name}).exit_code, 21);
  }
}

TEST_F(Objects, SecretsAreNeitherShownNorLoggedNorStoredInClear) {
  ASSERT_EQ(
      zato({"basic-auth", "create", "planted", "--username", "planted", "--realm", "r", "--password-file", secret_})
          .exit_code,
      0);
  EXPECT_NE(shown({"basic-auth", "get", "planted"}).value("password", ""), kPlanted);
  shown({"basic-auth", "list"});
  EXPECT_EQ(zato({"basic-auth", "change-password", "planted", "--password-file", secret_}).exit_code, 0);
  EXPECT_EQ(zato({"basic-auth", "create", "planted", "--username", "x", "--realm", "r", "--password-file", secret_})
                .exit_code,
            21);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(cluster_->root())) {
    if (!entry.is_regular_file() || entry.path().string().starts_with(secret_)) continue;
    const auto content = base::read_file(entry.path());
    EXPECT_TRUE(!content || content->find(kPlanted) == std::string::npos) << entry.path();
  }
  EXPECT_EQ(zato({"delete", "basic-auth", "--name", "planted"}).exit_code, 0);
}

TEST_F(Objects, AChannelMadeOnTheCommandLineIsInForceAtOnce) {
  ASSERT_EQ(zato({"create-rest-channel", "--url-path", "/at/once", "--service", "demo.echo"}).exit_code, 0);
  EXPECT_EQ(get(cluster_->server(1), "/at/once").status, 200) << "the answer came when this server had applied it";
  EXPECT_EQ(zato({"rest-channel", "edit", "/at/once", "--is-active", "false"}).exit_code, 0);
  EXPECT_EQ(get(cluster_->server(1), "/at/once").status, 404);
  EXPECT_EQ(zato({"delete-rest-channel", "--name", "/at/once"}).exit_code, 0);
}

TEST_F(Objects, RefusalsNameFieldAndRule) {
  const auto negative = zato({"rest-channel", "edit", "demo.echo", "--cache-expiry", "-1"});
  EXPECT_EQ(negative.exit_code, 21);
  EXPECT_THAT(negative.err, HasSubstr("cache_expiry: must be at least 0"));
  const auto kind = zato({"rest-channel", "edit", "demo.echo", "--is-active", "perhaps"});
  EXPECT_EQ(kind.exit_code, 15);
  EXPECT_THAT(kind.err, HasSubstr("--is-active"));
  EXPECT_EQ(zato({"rest-channel", "edit", "demo.echo", "--no-such-field", "1"}).exit_code, 2);
  EXPECT_EQ(zato({"rest-channel", "edit", "demo.echo", "--version", "999999", "--is-active", "true"}).exit_code, 21);
}

TEST_F(Objects, ShellsCompleteTheirNamesWithoutEvaluatingThem) {
  const std::string hostile = "demo.$(touch evaluated)";
  ASSERT_EQ(
      zato({"create-rest-channel", "--name", hostile, "--url-path", "/hostile", "--service", "demo.echo"}).exit_code,
      0);
  const auto script =
      R"(source <(zato completion bash); COMP_WORDS=(zato rest-channel get demo.); COMP_CWORD=3; _zato; printf '%s\n' "${COMPREPLY[@]}")";
  const auto finished =
      run({.program = "bash",
           .arguments = {"-c", script},
           .environment = {{"PATH", program("").string() + ":/usr/bin:/bin"}, {"ZATO_PATH", cluster_->root().string()}},
           .directory = cluster_->root()});
  EXPECT_THAT(finished.out, HasSubstr("demo.echo\n"));
  EXPECT_THAT(finished.out, HasSubstr(R"(demo.\$\(touch\ evaluated\))"));
  EXPECT_FALSE(std::filesystem::exists(cluster_->root() / "evaluated"));
  EXPECT_EQ(zato({"rest-channel", "delete", hostile}).exit_code, 0);
}

TEST_F(Objects, ChangesAreListedTakenBackAndAudited) {
  ASSERT_EQ(zato({"api-key", "create", "undone", "--password-file", secret_}).exit_code, 0);
  const auto last = shown({"config", "changes", "--limit", "1"}).at(0);
  EXPECT_EQ(last.value("object_name", ""), "undone");
  EXPECT_EQ(zato({"config", "undo", std::to_string(last.value("seq", 0))}).exit_code, 0);
  EXPECT_EQ(zato({"api-key", "get", "undone"}).exit_code, 21);
  EXPECT_EQ(shown({"config", "history", "api-key", "undone"}).size(), 2u) << "of what is gone as well";
  EXPECT_TRUE(eventually(10s, [] { return shown({"config", "status"}).value("is_applied_everywhere", false); }));
  EXPECT_GT(shown({"audit", "list"}).size(), 0u);
  EXPECT_THAT(zato({"audit", "verify"}).out, HasSubstr("none altered"));
  EXPECT_TRUE(json::parse(zato({"openapi"}).out).contains("openapi"));
}

TEST(StoppedCluster, IsConfiguredAllTheSame) {
  Cluster cluster({.start = false});
  const auto path = cluster.root().string();
  const auto created =
      cluster.zato({"create-rest-channel", "--url-path", "/later", "--service", "demo.echo", "--path", path});
  ASSERT_EQ(created.exit_code, 0) << created.err;
  EXPECT_THAT(created.err, HasSubstr("No server runs"));
  EXPECT_EQ(cluster.zato({"rest-channel", "list", "--query", "/nothing", "-o", "json", "--path", path}).out, "[]\n");
  EXPECT_THAT(cluster.zato({"rest-channel", "complete"}).err, HasSubstr("there may be"));
  cluster.start();
  EXPECT_EQ(get(cluster.server(1), "/later").status, 200);
}

}  // namespace
}  // namespace zato::test
