package io.reeve.scheduler.rpc.convert;

import com.google.protobuf.Message;

/**
 * Which page of a listing is asked for.
 *
 * @param size how many items at most
 * @param start where it begins
 * @param query fingerprint of the query, which a token is bound to
 */
record PageRequest(int size, Cursor start, int query) {
  private static final String SIZE = "page_size";
  private static final String TOKEN = "page_token";

  /**
   * Reads and checks the paging fields of a request.
   *
   * @param first where the first page begins
   */
  static PageRequest of(Message request, int size, String token, Cursor first, Violations bad) {
    bad.require(size >= 0, SIZE, "at least 0; 0 means " + Limits.DEFAULT_PAGE);
    var query = Fingerprints.of(request, SIZE, TOKEN);
    var start = token.isEmpty() ? first : PageTokens.decode(query, token).orElse(null);
    bad.require(start != null, TOKEN, "a next_page_token of this same query, or empty");
    return new PageRequest(
        size == 0 ? Limits.DEFAULT_PAGE : Math.min(size, Limits.LARGEST_PAGE),
        start == null ? first : start,
        query);
  }
}
