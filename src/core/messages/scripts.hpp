// What happens to messages in Redis, as scripts: each runs as one step, so that the books balance at any moment whoever
// dies.
#pragma once

#include "broker/script.hpp"

namespace zato::messages::scripts {

// KEYS streams bytes books later due dead kept. ARGV: budget in bytes, then for each message: stream, key of its
// idempotency ('' none), how long that is kept (ms), delay (ms), expiration (ms), cid, header, payload, id ('' unless
// it is in an outbox). For each message
// {'accepted', id}, {'duplicate', cid of the first} or {'full', stream}.
broker::Script accept();

// Messages whose handling has ended. KEYS streams bytes books dead suspects kept. ARGV: consumer, then for each
// message: stream, id, size, outcome (done, dead, expired), reason, its id in an outbox or '', number of follow-ups,
// and for each of these: stream, header, payload, id in an outbox or ''. How many were still pending: others had been
// settled by somebody else.
broker::Script settle();

// Takes over one pending message. KEYS stream suspects. ARGV: consumer, id, whose it is ('' whoever's), least idle time
// (ms), how: 'retry' (it failed here), 'heir' (its consumer died with it), 'suspect' (the same, and it is to run on
// probation). {deliveries, fields}, or nothing where it is not to be had.
broker::Script claim();

// KEYS stream. ARGV: consumer, ids. Makes them young again; those that belong to somebody else by now are returned.
broker::Script renew();

// KEYS stream. ARGV: consumer, ids. Gives them up, for anybody to take at once.
broker::Script release();

// Takes a consumer without pending messages out of the group. KEYS stream suspects. ARGV: consumer.
broker::Script bury();

// Moves what is due into its stream. KEYS streams bytes later due. {time of Redis (ms), ms until more is due or -1}
broker::Script promote();

// Whether data was lost. KEYS life lives-lost books kept. ARGV: life as we know it ('' not at all), number of messages
// accepted and of those not done when we last looked, a new life, then ids of messages in an outbox. {life, accepted,
// not done, 1 if data was lost since we last looked, for each id whether it is there}
broker::Script watch();

// KEYS streams bytes books dead later. {books as field, value, …; length of dead; length of later; stream, length,
// bytes, …}
broker::Script read_books();

// KEYS streams bytes books dead. ARGV: id of a dead letter. 1, or 0: there is none.
broker::Script replay();

// KEYS bytes books dead later due kept. ARGV: stream, id. 1, or 0: there is none.
broker::Script remove();

}  // namespace zato::messages::scripts
