#include "service/module.hpp"

#include <filesystem>
#include <fstream>

#include "support/temp_dir.hpp"
#include "unit/service/fixture.hpp"

namespace zato::service {
namespace {

using test::Fixture;
using zato::test::TempDir;
using zato::test::write_text;

const std::filesystem::path kModules = ZATO_TEST_MODULES;         // the samples
const std::filesystem::path kBadModules = ZATO_TEST_BAD_MODULES;  // see bad_modules/

TEST(Module, BringsServicesThatRun) {
  Fixture f;
  const auto report = load_all(
      f.registry, {kModules / "demo_echo.so", kModules / "demo_invoke_other.so", kModules / "demo_customer.so"});
  EXPECT_EQ(report.modules, 3U);
  EXPECT_EQ(report.services, 3U);
  for (const auto& error : report.refused) ADD_FAILURE() << error.text();
  EXPECT_EQ(f.payload_of("demo.echo", "abc"), "abc");
  EXPECT_EQ(f.payload_of("demo.invoke-other", "abc"), R"({"from":"demo.echo","said":"abc"})");

  Invocation get{.service = "demo.customer"};
  get.request.http.params = {{"id", "1"}};
  get.request.http.query = {{"fields", "name,orders"}};
  EXPECT_EQ(f.invoke(get)->response.payload, R"({"name":"Joan Doe","orders":3})");
  get.request.http.params = {{"id", "77"}};
  EXPECT_EQ(f.invoke(get)->failure, "Customer 77 does not exist");
  get.request.http.params = {{"id", "x"}};
  EXPECT_EQ(f.invoke(get)->failure, "Parameter `id` is not a number");
}

TEST(Module, SleepsOnAFiberAndComputesInThePool) {
  Fixture f;
  EXPECT_EQ(load_all(f.registry, {kModules / "demo_sleep.so", kModules / "demo_cpu.so"}).modules, 2U);
  EXPECT_EQ(f.registry.find("demo.cpu")->execution, Execution::kCpu);
  Invocation sleep{.service = "demo.sleep"};
  sleep.request.http.query = {{"ms", "2"}};
  EXPECT_EQ(f.invoke(sleep)->response.payload, "slept 2 ms\n");
  Invocation count{.service = "demo.cpu"};
  count.request.http.query = {{"limit", "100"}};
  EXPECT_EQ(f.invoke(count)->response.payload, "25\n");
}

TEST(Module, IsUnloadedWithItsLastService) {
  const auto mapped = [] {
    std::ifstream maps("/proc/self/maps");
    const std::string text(std::istreambuf_iterator<char>(maps), {});
    return text.find("demo_cpu.so") != std::string::npos;
  };
  {
    Registry registry;
    load_all(registry, {kModules / "demo_cpu.so"});
    EXPECT_TRUE(mapped());
  }
  EXPECT_FALSE(mapped());
}

TEST(Module, IsRefusedWithFileAndReasonWhileOthersLoad) {
  Registry registry;
  TempDir directory;
  write_text(directory / "text.so", "not a library");
  const auto report = load_all(registry, {directory / "text.so", kBadModules / "bad_stamp.so",
                                          kModules / "demo_echo.so", kBadModules / "bad_no_entry.so"});
  EXPECT_EQ(report.modules, 1U);
  EXPECT_TRUE(registry.find("demo.echo"));
  ASSERT_EQ(report.refused.size(), 3U);
  EXPECT_THAT(report.refused[0].message, testing::HasSubstr("text.so cannot be loaded: "));
  EXPECT_EQ(report.refused[1].code, base::Code::kUnsupported);
  EXPECT_THAT(report.refused[1].message,
              testing::HasSubstr("bad_stamp.so was built with the headers of version 0.0.1"));
  EXPECT_THAT(report.refused[2].message, testing::HasSubstr("it has no zato_module()"));
}

TEST(ModuleSources, ListDirectoriesRelativeToTheServers) {
  TempDir directory;
  std::filesystem::create_directories(directory / "a");
  std::filesystem::create_directories(directory / "b");
  for (const char* name : {"a/two.so", "a/one.so", "a/readme.txt", "b/three.so"}) write_text(directory / name, "");
  write_text(directory / "service-sources.txt", "# where services are\n./a\n\n" + (directory / "b").string() + "\n");
  const auto files = modules_of(directory / "service-sources.txt", directory.path());
  ASSERT_TRUE(files) << files.error().text();
  EXPECT_EQ(*files, (std::vector<std::filesystem::path>{directory / "a/one.so", directory / "a/two.so",
                                                        directory / "b/three.so"}));
}

TEST(ModuleSources, NameTheLineOfADirectoryThatIsMissing) {
  TempDir directory;
  write_text(directory / "service-sources.txt", "# one\n./missing\n");
  const auto files = modules_of(directory / "service-sources.txt", directory.path());
  ASSERT_FALSE(files);
  EXPECT_THAT(files.error().message, testing::HasSubstr("service-sources.txt:2: directory "));
}

}  // namespace
}  // namespace zato::service
