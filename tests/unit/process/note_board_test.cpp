#include "process/note_board.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

namespace zato::process {
namespace {

using testing::ElementsAre;

TEST(NoteBoard, TellsWhatAChildWorksOn) {
  const auto board = NoteBoard::create();
  ASSERT_TRUE(board);
  EXPECT_TRUE(board->work(3).empty());
  base::WorkNotes notes(board->notes(3));
  auto* first = notes.take();
  auto* second = notes.take();
  first->thread = 17;
  first->write(base::WorkPlace::kLoop, "crm.get", "K1");
  second->thread = 18;
  second->write(base::WorkPlace::kCpu, "crm.compute", "K2");
  EXPECT_THAT(board->work(3), ElementsAre("service crm.get (K1) on the event loop", "service crm.compute (K2) on a thread for computations"));
  EXPECT_THAT(board->work(3, 18), ElementsAre("service crm.compute (K2) on a thread for computations"));
  EXPECT_EQ(board->work(3, 99).size(), 2u) << "a thread without a note tells nothing";
  EXPECT_TRUE(board->work(4).empty());
  notes.give_back(second);
  EXPECT_EQ(board->work(3).size(), 1u);
  board->clear(3);
  EXPECT_TRUE(board->work(3).empty());
}

TEST(NoteBoard, IsReadInAnotherProcessByItsDescriptor) {
  const auto board = NoteBoard::create();
  ASSERT_TRUE(board);
  const auto same = NoteBoard::open(base::UniqueFd(::dup(board->fd())));
  ASSERT_TRUE(same);
  same->notes(0)[5].write(base::WorkPlace::kPython, std::string(500, 'x'), "K1");
  EXPECT_THAT(board->work(0), ElementsAre("service " + std::string(128, 'x') + " (K1) in Python"));
  const base::UniqueFd words(same->open_last_words(0));
  ASSERT_TRUE(words);
  ASSERT_EQ(::write(words.get(), "Fatal ", 6), 6);
  ASSERT_EQ(::write(words.get(), "error", 5), 5);
  EXPECT_EQ(board->last_words(0), "Fatal error");
  EXPECT_EQ(board->last_words(1), "");
  board->clear(0);
  EXPECT_EQ(board->last_words(0), "");
}

TEST(NoteBoard, SaysHowManyMoreThereAre) {
  const auto board = NoteBoard::create();
  ASSERT_TRUE(board);
  base::WorkNotes notes(board->notes(0));
  for (int i = 0; i < 12; ++i) notes.take()->write(base::WorkPlace::kThread, "s", std::to_string(i));
  const auto work = board->work(0);
  ASSERT_EQ(work.size(), 9u);
  EXPECT_EQ(work.back(), "4 more");
}

TEST(WorkNotes, WhoFindsNoneWorksWithout) {
  base::WorkNote one;
  base::WorkNotes notes(std::span(&one, 1));
  EXPECT_EQ(notes.take(), &one);
  EXPECT_EQ(notes.take(), nullptr);
  notes.give_back(nullptr);
  notes.give_back(&one);
  EXPECT_EQ(notes.take(), &one);
}

}  // namespace
}  // namespace zato::process
