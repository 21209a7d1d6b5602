/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* How bad a breach is: an error breaks a MUST of the RFC, a warning a SHOULD or what another
 * reading may allow, a note is legal and yet worth a look. */
typedef enum LintSeverity { LINT_ERROR, LINT_WARNING, LINT_NOTE, LINT_SEVERITIES } LintSeverity;

/* Every rule of the protocol that is looked after, one row each: constant; the name that users
 * and the JSON see; severity; where it is written; what is wrong, where the message gives no
 * values to be more exact. First what a message shows by itself, */
#define LINT_MESSAGE_TABLE(ROW)                                                                \
    ROW(VERSION, "version", ERROR, "RFC 3261 7.1, 8.1.1.7", "the version is not SIP/2.0")      \
    ROW(START_LINE, "start-line", ERROR, "RFC 3261 7.1, 7.2",                                  \
        "the start line breaks the grammar")                                                   \
    ROW(BARE_LF, "bare-lf", ERROR, "RFC 3261 7", "a line ends in LF alone")                    \
    ROW(NOT_UTF8, "not-utf8", ERROR, "RFC 3261 7", "the headers are not UTF-8")                \
    ROW(HEADER_LINE, "header-line", ERROR, "RFC 3261 7.3.1",                                   \
        "a header line has no name and colon")                                                 \
    ROW(GRAMMAR, "grammar", ERROR, "RFC 3261 25.1", "a header breaks the grammar")             \
    ROW(QUOTES, "quotes", ERROR, "RFC 3261 25.1", "a quote or an angle bracket is left open")  \
    ROW(HEADER_MISSING, "header-missing", ERROR, "RFC 3261 8.1.1",                             \
        "a header that every message has is missing")                                          \
    ROW(HEADER_REPEATED, "header-repeated", ERROR, "RFC 3261 7.3.1",                           \
        "a header that has one value is there twice")                                          \
    ROW(MAX_FORWARDS_MISSING, "max-forwards-missing", ERROR, "RFC 3261 8.1.1.6",               \
        "Max-Forwards is missing")                                                             \
    ROW(MAX_FORWARDS_RANGE, "max-forwards-range", ERROR, "RFC 3261 20.22",                     \
        "Max-Forwards is no number from 0 to 255")                                             \
    ROW(CONTACT_MISSING, "contact-missing", ERROR, "RFC 3261 8.1.1.8",                         \
        "a request that makes a dialog has no Contact")                                        \
    ROW(CONTACT_COUNT, "contact-count", ERROR, "RFC 3261 8.1.1.8",                             \
        "the Contact is not exactly one SIP or SIPS URI")                                      \
    ROW(CONTACT_STAR, "contact-star", ERROR, "RFC 3261 10.2.2",                                \
        "Contact is *, which is for a REGISTER with Expires 0")                                \
    ROW(CONTACT_SIPS, "contact-sips", ERROR, "RFC 3261 8.1.1.8",                               \
        "the Contact of a request for a sips URI is none")                                     \
    ROW(ANSWER_CONTACT_MISSING, "answer-contact-missing", ERROR, "RFC 3261 12.1.1",            \
        "an answer that makes a dialog has no Contact")                                        \
    ROW(EARLY_CONTACT, "early-contact", WARNING, "RFC 3261 12.1.1",                            \
        "a provisional answer that makes a dialog has no Contact")                             \
    ROW(UPDATE_CONTACT, "update-contact", ERROR, "RFC 3311 7",                                 \
        "an UPDATE, or a 2xx to one, has no Contact")                                          \
    ROW(REDIRECT_CONTACT, "redirect-contact", WARNING, "RFC 3261 8.3",                         \
        "a redirection has no Contact")                                                        \
    ROW(FROM_TAG_MISSING, "from-tag-missing", ERROR, "RFC 3261 8.1.1.3", "From has no tag")    \
    ROW(TO_TAG_MISSING, "to-tag-missing", ERROR, "RFC 3261 12.2.1.1",                          \
        "a request of a dialog has no tag in To")                                              \
    ROW(ANSWER_TO_TAG_MISSING, "answer-to-tag-missing", ERROR, "RFC 3261 8.2.6.2",             \
        "To of an answer has no tag")                                                          \
    ROW(CSEQ_METHOD, "cseq-method", ERROR, "RFC 3261 8.1.1.5", "CSeq names another method")    \
    ROW(CSEQ_NUMBER, "cseq-number", ERROR, "RFC 3261 8.1.1.5",                                 \
        "the number of CSeq is none below 2^31")                                               \
    ROW(BRANCH_MISSING, "branch-missing", ERROR, "RFC 3261 8.1.1.7",                           \
        "the topmost Via has no branch")                                                       \
    ROW(BRANCH_COOKIE, "branch-cookie", ERROR, "RFC 3261 8.1.1.7",                             \
        "the branch does not begin with z9hG4bK")                                              \
    ROW(VIA_TRANSPORT, "via-transport", WARNING, "RFC 3261 18.1.1",                            \
        "the topmost Via names another transport than the one that carried it")                \
    ROW(ROUTE_LR, "route-lr", NOTE, "RFC 3261 12.2.1.1",                                       \
        "the first Route has no lr: a strict router, as RFC 2543 had them")                    \
    ROW(RECORD_ROUTE_LR, "record-route-lr", ERROR, "RFC 3261 16.6",                            \
        "a Record-Route has no lr")                                                            \
    ROW(RECORD_ROUTE_SIPS, "record-route-sips", ERROR, "RFC 3261 16.6",                        \
        "the Record-Route of a request for a sips URI is none")                                \
    ROW(URI_PARTS, "uri-parts", ERROR, "RFC 3261 19.1.1",                                      \
        "the Request-URI has headers or a method")                                             \
    ROW(URI_HOST, "uri-host", ERROR, "RFC 3261 25.1",                                          \
        "an IPv6 address in the Request-URI has no brackets")                                  \
    ROW(BRACKETS, "brackets", ERROR, "RFC 3261 20",                                            \
        "a URI with a comma or question mark has no angle brackets")                           \
    ROW(SIPS_TRANSPORT, "sips-transport", WARNING, "RFC 3261 26.2.2",                          \
        "a sips URI is asked for over UDP, which no TLS protects")                             \
    ROW(DATE_ZONE, "date-zone", ERROR, "RFC 3261 20.17", "Date is not in GMT")                 \
    ROW(CONTENT_LENGTH, "content-length", ERROR, "RFC 3261 20.14",                             \
        "Content-Length is not the length of the body")                                        \
    ROW(CONTENT_LENGTH_MISSING, "content-length-missing", ERROR, "RFC 3261 18.3",              \
        "a message on a stream has no Content-Length")                                         \
    ROW(CONTENT_TYPE_MISSING, "content-type-missing", ERROR, "RFC 3261 20.15",                 \
        "there is a body, and no Content-Type")                                                \
    ROW(EXPIRES_NUMBER, "expires-number", ERROR, "RFC 3261 20.19",                             \
        "Expires is no number below 2^32")                                                     \
    ROW(CANCEL_REQUIRE, "cancel-require", ERROR, "RFC 3261 9.1",                               \
        "a CANCEL has Require or Proxy-Require")                                               \
    ROW(REGISTER_URI, "register-uri", ERROR, "RFC 3261 10.2",                                  \
        "the Request-URI of a REGISTER has a user")                                            \
    ROW(REG_ID, "reg-id", ERROR, "RFC 5626 4.2.1",                                             \
        "a Contact with reg-id lacks what goes with it")                                       \
    ROW(REGISTER_ANSWER, "register-answer", ERROR, "RFC 3261 10.3",                            \
        "the answer of a registrar is a 6xx or has Record-Route")                              \
    ROW(NON_INVITE_ANSWER, "non-invite-answer", ERROR, "RFC 4320 4.1, 4.2",                    \
        "a 101 to 199 or a 408 to another request than INVITE")                                \
    ROW(CHALLENGE_MISSING, "challenge-missing", ERROR, "RFC 3261 22.2, 22.3",                  \
        "an answer asks for credentials without a challenge")                                  \
    ROW(CHALLENGE_MISPLACED, "challenge-misplaced", ERROR, "RFC 3261 22.1",                    \
        "a CANCEL is asked for credentials")                                                   \
    ROW(CHALLENGE_FIELDS, "challenge-fields", ERROR, "RFC 7616 3.3",                           \
        "a Digest challenge lacks realm or nonce")                                             \
    ROW(CREDENTIALS_FIELDS, "credentials-fields", ERROR, "RFC 7616 3.4",                       \
        "Digest credentials lack a field")                                                     \
    ROW(ALLOW_MISSING, "allow-missing", ERROR, "RFC 3261 21.4.6", "a 405 has no Allow")        \
    ROW(ACCEPT_MISSING, "accept-missing", ERROR, "RFC 3261 21.4.13",                           \
        "a 415 has neither Accept nor Accept-Encoding nor Accept-Language")                    \
    ROW(UNSUPPORTED_MISSING, "unsupported-missing", ERROR, "RFC 3261 21.4.15",                 \
        "a 420 has no Unsupported")                                                            \
    ROW(REQUIRE_MISSING, "require-missing", ERROR, "RFC 3261 21.4.16", "a 421 has no Require") \
    ROW(MIN_EXPIRES_MISSING, "min-expires-missing", ERROR, "RFC 3261 21.4.17",                 \
        "a 423 has no Min-Expires")                                                            \
    ROW(MIN_SE_MISSING, "min-se-missing", ERROR, "RFC 4028 6", "a 422 has no Min-SE")          \
    ROW(SESSION_EXPIRES, "session-expires", ERROR, "RFC 4028 4",                               \
        "Session-Expires is below 90 seconds or Min-SE")                                       \
    ROW(MIN_SE, "min-se", ERROR, "RFC 4028 5", "Min-SE is below 90 seconds")                   \
    ROW(SESSION_MISPLACED, "session-misplaced", WARNING, "RFC 4028 4",                         \
        "Session-Expires is for INVITE, UPDATE and their 2xx")                                 \
    ROW(SESSION_REFRESHER, "session-refresher", ERROR, "RFC 4028 9",                           \
        "Session-Expires of a 2xx does not say who refreshes")                                 \
    ROW(SESSION_REQUIRE, "session-require", ERROR, "RFC 4028 9",                               \
        "Require: timer of a 2xx and its Session-Expires do not go together")                  \
    ROW(RSEQ, "rseq", ERROR, "RFC 3262 3",                                                     \
        "RSeq and Require: 100rel of a provisional answer do not go together")                 \
    ROW(REQUIRE_100REL, "require-100rel", ERROR, "RFC 3262 4",                                 \
        "Require: 100rel in another request than INVITE")                                      \
    ROW(RACK, "rack", ERROR, "RFC 3262 7.2",                                                   \
        "a PRACK has no RAck of two numbers and a method")                                     \
    ROW(EVENT_MISSING, "event-missing", ERROR, "RFC 6665 3.1.2, 3.2.1", "Event is missing")    \
    ROW(EVENT_MISPLACED, "event-misplaced", ERROR, "RFC 6665 8.2.1, 8.2.3",                    \
        "Event or Subscription-State where they are not allowed")                              \
    ROW(SUBSCRIPTION_STATE_MISSING, "subscription-state-missing", ERROR, "RFC 6665 4.2.2",     \
        "a NOTIFY has no Subscription-State")                                                  \
    ROW(NOTIFY_DIALOG, "notify-dialog", WARNING, "RFC 6665 3.2",                               \
        "a NOTIFY has no tag in To: nobody subscribed to it")                                  \
    ROW(SUBSCRIPTION_STATE, "subscription-state", ERROR, "RFC 6665 4.2.2",                     \
        "Subscription-State is not active, pending or terminated")                             \
    ROW(SUBSCRIPTION_EXPIRES, "subscription-expires", WARNING, "RFC 6665 4.2.2",               \
        "a subscription that goes on has no time (RFC 3265 allowed that)")                     \
    ROW(SUBSCRIBE_EXPIRES, "subscribe-expires", ERROR, "RFC 6665 3.1.1",                       \
        "a 2xx to SUBSCRIBE has no Expires")                                                   \
    ROW(ACCEPTED, "accepted", NOTE, "RFC 6665 8.3",                                            \
        "202 to SUBSCRIBE or NOTIFY, as RFC 3265 had it")                                      \
    ROW(REFER_NOTIFY, "refer-notify", ERROR, "RFC 3515 2.4.4, 2.4.5",                          \
        "a NOTIFY of a REFER has no message/sipfrag with a status line")                       \
    ROW(REFER_TO, "refer-to", ERROR, "RFC 3515 2.4.1", "a REFER has not exactly one Refer-To") \
    ROW(REPLACES, "replaces", ERROR, "RFC 3891 6.1",                                           \
        "Replaces is not a Call-ID with to-tag and from-tag, in an INVITE")                    \
    ROW(SDP_LINES, "sdp-lines", ERROR, "RFC 8866 5",                                           \
        "the session description lacks a line that it must have")                              \
    ROW(SDP_CONNECTION, "sdp-connection", ERROR, "RFC 8866 5.7",                               \
        "a stream of the session description has no c= line")

/* then what shows in a call alone. */
#define LINT_CALL_TABLE(ROW)                                                                   \
    ROW(TAG_UNKNOWN, "tag-unknown", ERROR, "RFC 3261 12.2.1.1",                                \
        "a request of a dialog has a tag that nobody gave")                                    \
    ROW(TAG_CHANGED, "tag-changed", ERROR, "RFC 3261 8.2.6.2",                                 \
        "the answer has another tag in To than its request")                                   \
    ROW(CSEQ_NOT_RISING, "cseq-not-rising", ERROR, "RFC 3261 12.2.1.1", "CSeq does not rise")  \
    ROW(REGISTER_CSEQ, "register-cseq", ERROR, "RFC 3261 10.2",                                \
        "CSeq of a REGISTER does not rise")                                                    \
    ROW(RETRY_CSEQ, "retry-cseq", ERROR, "RFC 3261 22.2",                                      \
        "CSeq does not rise where a request is sent again with credentials")                   \
    ROW(BRANCH_REUSED, "branch-reused", ERROR, "RFC 3261 8.1.1.7",                             \
        "another request has the same branch")                                                 \
    ROW(ACK_CSEQ, "ack-cseq", ERROR, "RFC 3261 13.2.2.4, 17.1.1.3",                            \
        "the ACK has another CSeq than its INVITE")                                            \
    ROW(ACK_BRANCH, "ack-branch", ERROR, "RFC 3261 17.1.1.3",                                  \
        "the ACK of a failure has another branch than its INVITE")                             \
    ROW(ACK_TAG, "ack-tag", ERROR, "RFC 3261 17.1.1.3",                                        \
        "the ACK of a failure has another tag in To than the failure")                         \
    ROW(ACK_DIFFERS, "ack-differs", ERROR, "RFC 3261 17.1.1.3",                                \
        "the ACK of a failure differs from its INVITE")                                        \
    ROW(ACK_CREDENTIALS, "ack-credentials", ERROR, "RFC 3261 13.2.2.4",                        \
        "the ACK of a 2xx has other credentials than its INVITE")                              \
    ROW(ACK_2XX_BRANCH, "ack-2xx-branch", ERROR, "RFC 3261 8.1.1.7",                           \
        "the ACK of a 2xx has the branch of its INVITE")                                       \
    ROW(CANCEL_BRANCH, "cancel-branch", ERROR, "RFC 3261 9.1",                                 \
        "the CANCEL has another branch than its INVITE")                                       \
    ROW(CANCEL_DIFFERS, "cancel-differs", ERROR, "RFC 3261 9.1",                               \
        "the CANCEL differs from its INVITE")                                                  \
    ROW(CANCEL_EARLY, "cancel-early", ERROR, "RFC 3261 9.1",                                   \
        "the CANCEL comes before any answer to its INVITE")                                    \
    ROW(CANCEL_LATE, "cancel-late", NOTE, "RFC 3261 9.1",                                      \
        "the CANCEL comes after the final answer")                                             \
    ROW(CANCEL_METHOD, "cancel-method", WARNING, "RFC 3261 9.1",                               \
        "a CANCEL of another request than INVITE")                                             \
    ROW(ANSWER_DIFFERS, "answer-differs", ERROR, "RFC 3261 8.2.6.2",                           \
        "the answer differs from its request")                                                 \
    ROW(ANSWER_VIA, "answer-via", ERROR, "RFC 3261 8.2.6.2",                                   \
        "the Vias of the answer are not those of its request")                                 \
    ROW(ANSWER_RECORD_ROUTE, "answer-record-route", ERROR, "RFC 3261 12.1.1",                  \
        "the answer lacks Record-Routes of its request")                                       \
    ROW(ANSWER_CONTACT_SIPS, "answer-contact-sips", ERROR, "RFC 3261 12.1.1",                  \
        "the Contact of a 2xx to an INVITE by a sips URI is none")                             \
    ROW(RECEIVED_MISSING, "received-missing", ERROR, "RFC 3261 18.2.1",                        \
        "Via names another host than the request came from, and has no received")              \
    ROW(TIMESTAMP_MISSING, "timestamp-missing", ERROR, "RFC 3261 8.2.6.1",                     \
        "a 100 has not the Timestamp of its request")                                          \
    ROW(SECOND_FINAL, "second-final", ERROR, "RFC 3261 17.2.1",                                \
        "a second final answer to one request")                                                \
    ROW(LATE_PROVISIONAL, "late-provisional", WARNING, "RFC 3261 17.2.1",                      \
        "a provisional answer after the final one")                                            \
    ROW(BYE_EARLY, "bye-early", ERROR, "RFC 3261 15", "the callee sends BYE before any 2xx")   \
    ROW(BYE_UNACKNOWLEDGED, "bye-unacknowledged", ERROR, "RFC 3261 15",                        \
        "the callee sends BYE before the ACK of its 2xx")                                      \
    ROW(REQUEST_AFTER_BYE, "request-after-bye", WARNING, "RFC 3261 15",                        \
        "a request of a dialog that BYE ended")                                                \
    ROW(INVITE_OVERLAP, "invite-overlap", ERROR, "RFC 3261 14.1",                              \
        "an INVITE while an earlier one of the dialog has no final answer")                    \
    ROW(TARGET, "target", WARNING, "RFC 3261 12.2.1.1",                                        \
        "a request of a dialog goes to another URI than the Contact")                          \
    ROW(ROUTE_SET, "route-set", ERROR, "RFC 3261 12.2.1.1",                                    \
        "Route is not the route set of the dialog")                                            \
    ROW(LOOP, "loop", ERROR, "RFC 3261 16.3",                                                  \
        "the request comes back to a server as it was when it first came")                     \
    ROW(SPIRAL, "spiral", NOTE, "RFC 3261 16.3",                                               \
        "the request comes back to a server, with another target")                             \
    ROW(MAX_FORWARDS_KEPT, "max-forwards-kept", ERROR, "RFC 3261 16.6",                        \
        "a server passes the request on and does not lower Max-Forwards")                      \
    ROW(MAX_FORWARDS_SPENT, "max-forwards-spent", ERROR, "RFC 3261 16.3",                      \
        "a server passes on what came with Max-Forwards 0")                                    \
    ROW(CREDENTIALS_OTHER, "credentials-other", ERROR, "RFC 3261 22.2",                        \
        "the credentials answer another challenge")                                            \
    ROW(NONCE_COUNT, "nonce-count", ERROR, "RFC 7616 3.4",                                     \
        "the nc of credentials does not rise")                                                 \
    ROW(BINDING_MISSING, "binding-missing", ERROR, "RFC 3261 10.3",                            \
        "the 2xx to a REGISTER does not list the Contact")                                     \
    ROW(EXPIRES_SHORTENED, "expires-shortened", NOTE, "RFC 3261 10.3",                         \
        "less time is given than was asked for")                                               \
    ROW(EXPIRES_LENGTHENED, "expires-lengthened", ERROR, "RFC 6665 4.2.1.1, RFC 3261 10.3",    \
        "more time is given than was asked for")                                               \
    ROW(BRIEF, "brief", ERROR, "RFC 3261 10.3",                                                \
        "a 423 to a request for an hour or more, or for none")                                 \
    ROW(EVENT_DIFFERS, "event-differs", ERROR, "RFC 6665 3.2.1",                               \
        "a NOTIFY tells of another event than was asked for")                                  \
    ROW(RACK_UNMATCHED, "rack-unmatched", ERROR, "RFC 3262 7.2",                               \
        "RAck names no reliable answer")                                                       \
    ROW(RELIABLE_UNASKED, "reliable-unasked", ERROR, "RFC 3262 3",                             \
        "a reliable provisional answer to a request that does not know of them")               \
    ROW(RELIABLE_MISSING, "reliable-missing", ERROR, "RFC 3262 3",                             \
        "a provisional answer is not reliable where the request requires it")                  \
    ROW(RSEQ_ORDER, "rseq-order", ERROR, "RFC 3262 3", "RSeq does not go up by one")           \
    ROW(SESSION_RAISED, "session-raised", ERROR, "RFC 4028 9",                                 \
        "the answer raises Session-Expires")                                                   \
    ROW(REFRESHER_CHANGED, "refresher-changed", ERROR, "RFC 4028 9",                           \
        "the answer names another refresher than the request")                                 \
    ROW(MIN_SE_IGNORED, "min-se-ignored", ERROR, "RFC 4028 7.4",                               \
        "a request does not heed the Min-SE of a 422 before")                                  \
    ROW(OFFER_MISSING, "offer-missing", ERROR, "RFC 3261 13.2.1",                              \
        "neither the INVITE nor its 2xx has an offer")                                         \
    ROW(ANSWER_MISSING, "answer-missing", ERROR, "RFC 3261 13.2.1, RFC 3262 5, RFC 3311 5.2",  \
        "an offer has no answer")                                                              \
    ROW(SDP_STREAMS, "sdp-streams", ERROR, "RFC 3264 6",                                       \
        "offer and answer differ in their number of streams")                                  \
    ROW(ANSWER_CHANGED, "answer-changed", WARNING, "RFC 3261 13.2.1",                          \
        "the description of an answer differs from the one before it")                         \
    ROW(OFFER_OVERLAP, "offer-overlap", ERROR, "RFC 3311 5.1",                                 \
        "an UPDATE has an offer while the one before has no answer")                           \
    ROW(SDP_MEDIA, "sdp-media", ERROR, "RFC 3264 6",                                           \
        "a stream of the answer is of another media than that of the offer")                   \
    ROW(SDP_CODECS, "sdp-codecs", ERROR, "RFC 3264 6.1",                                       \
        "an accepted stream has no codec of the offer")                                        \
    ROW(SDP_DIRECTION, "sdp-direction", ERROR, "RFC 3264 6.1",                                 \
        "the direction of an accepted stream does not fit the offer")                          \
    ROW(SDP_ORIGIN, "sdp-origin", ERROR, "RFC 3264 8", "a later offer has another o= line")    \
    ROW(SDP_VERSION_KEPT, "sdp-version-kept", ERROR, "RFC 3264 8",                             \
        "the description changes and its version does not")                                    \
    ROW(SDP_VERSION_BACK, "sdp-version-back", ERROR, "RFC 3264 8",                             \
        "the version of the description goes back")                                            \
    ROW(SDP_VERSION_SKIPS, "sdp-version-skips", WARNING, "RFC 3264 8",                         \
        "the version of the description goes up by more than one")                             \
    ROW(SDP_STREAMS_FEWER, "sdp-streams-fewer", ERROR, "RFC 3264 8",                           \
        "a later offer has fewer streams")

#define LINT_TABLE(ROW) LINT_MESSAGE_TABLE(ROW) LINT_CALL_TABLE(ROW)

typedef enum LintRule {
#define LINT_ENUM(id, name, severity, source, meaning) LINT_##id,
    LINT_TABLE(LINT_ENUM)
#undef LINT_ENUM
        LINT_COUNT
} LintRule;

/* The name, as "cseq-method"; the RFC and its section, as "RFC 3261 8.1.1.5"; the sentence.
 * All static. */
const char *lint_rule_name(LintRule rule);
const char *lint_rule_source(LintRule rule);
const char *lint_rule_meaning(LintRule rule);
LintSeverity lint_rule_severity(LintRule rule);

/* "error", "warning" or "note"; static. */
const char *lint_severity_name(LintSeverity severity);

/* All names by their rules, NULL at the end; static. */
const char *const *lint_rule_names(void);
