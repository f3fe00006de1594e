// Pages of code that only a start has run. Called once by processes that have started.
#pragma once

namespace zato::process {

// Takes them out of this process, for all that it has loaded. What is needed again comes back from the page cache, at the cost of a
// minor fault. Pages that can be written are left alone. Any thread.
void give_back_code_pages() noexcept;

}  // namespace zato::process
