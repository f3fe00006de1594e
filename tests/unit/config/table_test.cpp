#include "config/table.hpp"

#include <gmock/gmock.h>

#include "base/file.hpp"
#include "config/render.hpp"
#include "config/settings.hpp"

namespace zato::config {
namespace {

TEST(Table, EveryDeclarationIsComplete) {
  for (const auto* table : all_tables()) EXPECT_THAT(check_table(*table), testing::IsEmpty()) << table->component;
}

TEST(Table, FindsAliasesAndTellsShortHelp) {
  Table<ServerSettings> table("t", "t.conf", "A table with two mistakes.");
  table.section("main", &ServerSettings::main, "Main part.")
      .add("bind", &MainSettings::bind, {.help = "short", .aliases = {"address"}})
      .add("address", &MainSettings::bind, {.help = "Takes the name of an alias."});
  EXPECT_EQ(table.data().find("main", "address")->key, "bind");
  EXPECT_EQ(table.data().find("main", "nothing"), nullptr);
  EXPECT_EQ(check_table(table.data()).size(), 2u);
}

TEST(Reference, InTheDocumentationIsUpToDate) {
  auto page = base::read_file(ZATO_SOURCE_DIR "/docs/operations/settings.md");
  ASSERT_TRUE(page) << page.error().text();
  EXPECT_TRUE(*page == render_reference())
      << "run: build/dev/bin/zato settings --markdown > docs/operations/settings.md";
}

}  // namespace
}  // namespace zato::config
