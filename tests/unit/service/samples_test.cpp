#include "service/samples.hpp"

#include "service/redact.hpp"
#include "unit/service/fixture.hpp"

namespace zato::service {
namespace {

using namespace std::chrono_literals;
using test::Fixture;

TEST(Redacted, HidesWhatIsNamedLikeASecretInAnyFormat) {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {R"({"user": "joan", "password": "hunter2"})", R"({"user": "joan", "password": "******"})"},
           {R"({"Api_Key":"a\"b","n":1})", R"({"Api_Key":"******","n":1})"},
           {R"({"access_token": ["a", "b]"], "n": 1})", R"({"access_token": ******, "n": 1})"},
           {R"({"secret": 42, "n": 1})", R"({"secret": ******, "n": 1})"},
           {R"({"secret": {"a": {"b": "c"}}, "n": 1})", R"({"secret": ******, "n": 1})"},
           {R"({"password": "cut o)", R"({"password": "******)"},
           {"<a><password>x</password><b>y</b></a>", "<a><password>******</password><b>y</b></a>"},
           {"user=joan&client_secret=x%20y&n=1", "user=joan&client_secret=******&n=1"},
           {"Authorization: Bearer abc.def\r\nHost: a", "Authorization: ******\r\nHost: a"},
           {R"({"said": "{\"password\": \"hunter2\", \"a\": 1}"})", R"({"said": "{\"password\": \"******\", \"a\": 1}"})"},
           {R"({"s": "{\"s\": \"{\\\"token\\\": \\\"x\\\"}\"}"})", R"({"s": "{\"s\": \"{\\\"token\\\": \\\"******\\\"}\"}"})"},
           {"nothing to see", "nothing to see"},
           {"a password", "a password"},
           {"", ""}}) {
    EXPECT_EQ(redacted(text), expected);
  }
}

TEST(Samples, DropAndCountWhatNobodyTakes) {
  Samples samples(10, 2);
  for (int i = 0; i < 5; ++i) samples.offer({.cid = std::to_string(i)});
  EXPECT_EQ(samples.dropped(), 3u);
  EXPECT_EQ(samples.take().size(), 2u);
  EXPECT_TRUE(samples.take().empty());
  EXPECT_EQ(samples.excerpt("0123456789abc"), "0123456789");
}

TEST(Samples, OneOfSoManyCallsIsKeptWithItsMessages) {
  Fixture f;
  f.add("echo", [](zato::Service& s) { s.response.payload = std::move(s.request.payload); });
  ASSERT_TRUE(f.registry.update("echo", [](Entry& entry) { entry.sample_every = 3; }));
  for (int i = 1; i <= 7; ++i) f.payload_of("echo", "message " + std::to_string(i));
  const auto kept = f.invoker.samples().take();
  ASSERT_EQ(kept.size(), 2u);
  EXPECT_EQ(kept[0].kind, Sample::Kind::kSample);
  EXPECT_EQ(kept[0].request, "message 3");
  EXPECT_EQ(kept[0].response, "message 3");
  EXPECT_EQ(kept[1].request, "message 6");
  EXPECT_EQ(kept[1].cid, "K1");
}

TEST(Samples, ASlowCallIsKeptWhereAThresholdIsConfigured) {
  Fixture f;
  f.add("slow", [](zato::Service& s) {
    s.sleep(5ms);
    s.response.payload = R"({"token": "x"})";
  });
  f.payload_of("slow", "a");
  EXPECT_TRUE(f.invoker.samples().take().empty());
  ASSERT_TRUE(f.registry.update("slow", [](Entry& entry) { entry.slow_after = 1ms; }));
  f.payload_of("slow", "b");
  const auto kept = f.invoker.samples().take();
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept[0].kind, Sample::Kind::kSlow);
  EXPECT_EQ(kept[0].request, "b");
  EXPECT_EQ(kept[0].response, R"({"token": "******"})");
  EXPECT_GE(kept[0].took, 5ms);
  EXPECT_EQ(kept[0].threshold, 1ms);
}

}  // namespace
}  // namespace zato::service
