/* SPDX-License-Identifier: Apache-2.0
 *
 * The IANA registries "Methods" and "Response Codes" of the Session Initiation Protocol
 * parameters, with a sentence for each.
 */
#include "reports/explain.h"

#include <glib.h>

static const Explained METHODS[METHOD_COUNT] = {
    [METHOD_OTHER] = { NULL, "A method that is not registered", 0 },
    [METHOD_ACK] = { NULL, "Confirms that the final answer to an INVITE arrived", 3261 },
    [METHOD_BYE] = { NULL, "Ends the call", 3261 },
    [METHOD_CANCEL] = { NULL, "Gives up a request that has no final answer yet", 3261 },
    [METHOD_INFO] = { NULL, "Carries something of the application inside a call, as DTMF",
                      6086 },
    [METHOD_INVITE] = { NULL, "Begins a call, or changes one that stands", 3261 },
    [METHOD_MESSAGE] = { NULL, "Carries a text message", 3428 },
    [METHOD_NOTIFY] = { NULL, "Tells a subscriber what he subscribed to", 6665 },
    [METHOD_OPTIONS] = { NULL, "Asks what the other side can do, or just whether it is there",
                         3261 },
    [METHOD_PRACK] = { NULL, "Confirms that a provisional answer arrived", 3262 },
    [METHOD_PUBLISH] = { NULL, "Hands a state, as presence, to a server", 3903 },
    [METHOD_REFER] = { NULL, "Asks the other side to contact somebody else: a transfer", 3515 },
    [METHOD_REGISTER] = { NULL, "Tells a registrar where a user can be reached", 3261 },
    [METHOD_SUBSCRIBE] = { NULL, "Asks to be told of a state and its changes", 6665 },
    [METHOD_UPDATE] = { NULL, "Changes a session, before it is answered too", 3311 },
};

typedef struct Status {
    unsigned code;
    Explained explained;
} Status;

/* In the order of codes. */
static const Status STATUSES[] = {
    { 100, { "Trying", "Received and being worked on; stops retransmissions", 3261 } },
    { 180, { "Ringing", "The called party is being alerted", 3261 } },
    { 181, { "Call Is Being Forwarded", "The call goes on to somebody else", 3261 } },
    { 182, { "Queued", "The called party will answer later", 3261 } },
    { 183, { "Session Progress", "Progress, often with early media", 3261 } },
    { 199, { "Early Dialog Terminated", "One of several branches has ended", 6228 } },
    { 200, { "OK", "It succeeded", 3261 } },
    { 202, { "Accepted", "Understood, the outcome is still open", 6665 } },
    { 204, { "No Notification", "Subscribed, and there is nothing new to tell", 5839 } },
    { 300, { "Multiple Choices", "There are several places to try", 3261 } },
    { 301, { "Moved Permanently", "The user is elsewhere from now on", 3261 } },
    { 302, { "Moved Temporarily", "The user is elsewhere for now", 3261 } },
    { 305, { "Use Proxy", "Only reached through the proxy of the Contact", 3261 } },
    { 380, { "Alternative Service", "Failed; other services are offered", 3261 } },
    { 400, { "Bad Request", "The request breaks the syntax", 3261 } },
    { 401, { "Unauthorized", "The server asks the user for credentials", 3261 } },
    { 402, { "Payment Required", "Reserved", 3261 } },
    { 403, { "Forbidden", "Understood and refused; credentials do not help", 3261 } },
    { 404, { "Not Found", "There is no such user here", 3261 } },
    { 405, { "Method Not Allowed", "This address does not accept the method", 3261 } },
    { 406, { "Not Acceptable", "No answer would fit the Accept header", 3261 } },
    { 407, { "Proxy Authentication Required", "A proxy asks for credentials", 3261 } },
    { 408, { "Request Timeout", "No answer came in time", 3261 } },
    { 410, { "Gone", "The user was here and left no new address", 3261 } },
    { 412, { "Conditional Request Failed", "The state to be replaced is not there", 3903 } },
    { 413, { "Request Entity Too Large", "The body is too long", 3261 } },
    { 414, { "Request-URI Too Long", "The Request-URI is too long", 3261 } },
    { 415, { "Unsupported Media Type", "The body is of a type that is not read", 3261 } },
    { 416, { "Unsupported URI Scheme", "The Request-URI is of an unknown kind", 3261 } },
    { 417, { "Unknown Resource-Priority", "None of the priorities is known", 4412 } },
    { 420, { "Bad Extension", "An extension in Require is not supported", 3261 } },
    { 421, { "Extension Required", "The server insists on an extension", 3261 } },
    { 422, { "Session Interval Too Small", "Session-Expires is below Min-SE", 4028 } },
    { 423, { "Interval Too Brief", "Expires is below Min-Expires", 3261 } },
    { 424, { "Bad Location Information", "The location cannot be used", 6442 } },
    { 425, { "Bad Alert Message", "The alert cannot be read", 8876 } },
    { 428, { "Use Identity Header", "The caller's identity must be signed", 8224 } },
    { 429, { "Provide Referrer Identity", "The REFER lacks a valid Referred-By", 3892 } },
    { 430, { "Flow Failed", "The connection to the user agent is gone", 5626 } },
    { 433, { "Anonymity Disallowed", "Anonymous callers are refused", 5079 } },
    { 436, { "Bad Identity Info", "The identity's certificate cannot be had", 8224 } },
    { 437, { "Unsupported Credential", "The identity's certificate is not trusted", 8224 } },
    { 438, { "Invalid Identity Header", "The identity's signature is wrong", 8224 } },
    { 439, { "First Hop Lacks Outbound Support", "The first proxy lacks outbound", 5626 } },
    { 440, { "Max-Breadth Exceeded", "Too many branches at once", 5393 } },
    { 469, { "Bad Info Package", "The INFO package is not accepted", 6086 } },
    { 470, { "Consent Needed", "The recipient has not agreed to receive this", 5360 } },
    { 480, { "Temporarily Unavailable", "The user is not there or does not answer", 3261 } },
    { 481,
      { "Call/Transaction Does Not Exist", "The other side knows of no such call", 3261 } },
    { 482, { "Loop Detected", "The request came round to a server again", 3261 } },
    { 483, { "Too Many Hops", "Max-Forwards ran out", 3261 } },
    { 484, { "Address Incomplete", "The number is too short", 3261 } },
    { 485, { "Ambiguous", "The address could mean several users", 3261 } },
    { 486, { "Busy Here", "The called party is busy at this place", 3261 } },
    { 487, { "Request Terminated", "Ended by a CANCEL or a BYE", 3261 } },
    { 488, { "Not Acceptable Here", "The offered media do not suit this place", 3261 } },
    { 489, { "Bad Event", "The event package is not known", 6665 } },
    { 491, { "Request Pending", "Another change is under way: try again", 3261 } },
    { 493, { "Undecipherable", "The S/MIME body cannot be read", 3261 } },
    { 494, { "Security Agreement Required", "Security has to be agreed on first", 3329 } },
    { 500, { "Server Internal Error", "The server failed", 3261 } },
    { 501, { "Not Implemented", "The server does not know the method", 3261 } },
    { 502, { "Bad Gateway", "What is behind the gateway gave a bad answer", 3261 } },
    { 503, { "Service Unavailable", "Overloaded or in maintenance", 3261 } },
    { 504, { "Server Time-out", "A server further on did not answer in time", 3261 } },
    { 505, { "Version Not Supported", "Another SIP version than 2.0", 3261 } },
    { 513, { "Message Too Large", "The message is longer than the server takes", 3261 } },
    { 555,
      { "Push Notification Service Not Supported", "The push service is not known", 8599 } },
    { 580, { "Precondition Failure", "Resources for the call could not be had", 3312 } },
    { 600, { "Busy Everywhere", "The called party is busy wherever it could be", 3261 } },
    { 603, { "Decline", "The called party does not want the call", 3261 } },
    { 604, { "Does Not Exist Anywhere", "There is no such user anywhere", 3261 } },
    { 606, { "Not Acceptable", "Reached, but the offered session does not suit", 3261 } },
    { 607, { "Unwanted", "The called party does not want calls from this caller", 8197 } },
    { 608, { "Rejected", "A server on the way refused the call as unwanted", 8688 } },
};

static const Explained CLASSES[] = {
    { NULL, "A status that is no number from 100 to 699", 0 },
    { NULL, "Provisional: being worked on", 3261 },
    { NULL, "It succeeded", 3261 },
    { NULL, "Try elsewhere", 3261 },
    { NULL, "Refused here", 3261 },
    { NULL, "The server failed", 3261 },
    { NULL, "Refused everywhere", 3261 },
};

const Explained *explain_method(Method method)
{
    return &METHODS[method < METHOD_COUNT ? method : METHOD_OTHER];
}

const Explained *explain_status(unsigned status)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(STATUSES); i++)
        if (STATUSES[i].code == status)
            return &STATUSES[i].explained;
    return &CLASSES[status / 100 < G_N_ELEMENTS(CLASSES) ? status / 100 : 0];
}
