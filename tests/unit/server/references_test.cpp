#include "server/deploy/references.hpp"

#include <gmock/gmock.h>

namespace zato::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class ReferencesOfFiles : public testing::Test {
 protected:
  void deploy(const std::string& name, const std::string& source) {
    files_.push_back({.name = name, .digest = "digest of " + name});
    references_.learn(files_.back().digest, source);
  }
  std::vector<std::string> touched(const std::vector<std::string>& stems, const std::string& source = "") const {
    std::vector<std::string> names;
    for (const auto& file : references_.touched(files_, stems, References::words_of(source))) names.push_back(file.name);
    return names;
  }

  References references_;
  std::vector<Target> files_;
};

TEST_F(ReferencesOfFiles, ThatImportWhatChangesAreTouchedAndWhatTheyImportAsWell) {
  deploy("api.py", "import prices\nclass A: pass\n");
  deploy("prices.py", "from common_money import Money\n");
  deploy("common_money.py", "import decimal\n");
  deploy("shop/orders.py", "import api\n");
  deploy("alone.py", "prices = 1\napi = 2\n");
  EXPECT_THAT(touched({"prices"}), UnorderedElementsAre("api.py", "prices.py", "common_money.py", "shop/orders.py"));
  EXPECT_THAT(touched({"common_money"}), UnorderedElementsAre("api.py", "prices.py", "shop/orders.py", "common_money.py"));
  EXPECT_THAT(touched({"new"}), IsEmpty());
  EXPECT_THAT(touched({"new"}, "x = 1\nimport common_money\n"), ElementsAre("common_money.py"));
}

TEST_F(ReferencesOfFiles, AreFoundHoweverTheyAreWritten) {
  deploy("a.py", "import needed as n, other\n");
  deploy("b.py", "if True: from needed import (\n  one,\n  two)\n");
  deploy("c.py", "m = __import__('needed')\n");
  deploy("d.py", "import other, \\\n  needed\n");
  deploy("e.py", "def f():\n    import needed.part\n");
  deploy("f.py", "import needed_too\nneeded = 1\n");
  EXPECT_THAT(touched({"needed"}), ElementsAre("a.py", "b.py", "c.py", "d.py", "e.py"));
}

TEST_F(ReferencesOfFiles, WhoseNamesNoStatementCanHoldAreAlwaysThere) {
  deploy("odd-name.py", "x = 1\n");
  EXPECT_THAT(touched({"new"}), ElementsAre("odd-name.py"));
}

TEST_F(ReferencesOfFiles, AreForgottenWithThem) {
  deploy("a.py", "");
  deploy("b.py", "");
  references_.keep({files_[1]});
  EXPECT_FALSE(references_.knows(files_[0].digest));
  EXPECT_TRUE(references_.knows(files_[1].digest));
}

}  // namespace
}  // namespace zato::server
