/** The ledger's statements: all SQL that reads or writes jobs, their journal and the queue's state. */
import type { Database } from '../../library/database.ts';

/** Waiting or under way. */
const activeStates = "('queued', 'preparing', 'sent', 'accepted', 'received')";
/** A list of ids, bound as JSON. */
const given = '(SELECT value FROM json_each(?))';

export type Statements = ReturnType<typeof prepareStatements>;

/** Prepared once for a database whose schema is up to date. */
export function prepareStatements(database: Database) {
  return {
    job: database.prepare('SELECT * FROM jobs WHERE id = ?'),
    add: database.prepare(
      `INSERT INTO jobs (photo_id, photo_path, others, work_key, recipe, simulated, folder, rule, rule_usd, rule_hour_usd, rule_total_usd, sequence, position,
         price_usd, created_at, backend, run, held, state)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT COALESCE(MAX(position), 0) + 1 FROM jobs), ?, ?, ?, ?, ?, 'queued') RETURNING id`,
    ),
    jobs: database.prepare(`SELECT jobs.* FROM jobs WHERE id IN ${given}`),
    cores: database.prepare(
      `SELECT id, state, retries, shrinks, request_id, charge, problem_code, problem_message, reused FROM jobs WHERE id IN ${given}`,
    ),
    // One job or many that come out alike
    update: database.prepare(
      `UPDATE jobs SET state = ?, retries = ?, shrinks = ?, request_id = ?, charge = ?, problem_code = ?, problem_message = ?, reused = ?,
         held = CASE WHEN state = ?1 THEN held END,
         content_hash = COALESCE(?, content_hash), pixel_hashes = COALESCE(?, pixel_hashes),
         preparation = COALESCE(?, preparation), identity = COALESCE(?, identity), target = COALESCE(?, target),
         target_key = COALESCE(?, target_key), receipt = COALESCE(?, receipt), account = COALESCE(?, account),
         transport = COALESCE(?, transport), cost_usd = COALESCE(?, cost_usd),
         sent_at = COALESCE(?, sent_at), took_ms = COALESCE(?, took_ms), finished_at = ?, result_id = COALESCE(?, result_id)
       WHERE id IN ${given} RETURNING *`,
    ),
    journal: database.prepare(
      'INSERT INTO journal (job_id, at, event, state, detail) SELECT value, ?, ?, ?, ? FROM json_each(?)',
    ),
    next: database.prepare("SELECT * FROM jobs WHERE state = 'queued' AND held IS NULL ORDER BY position LIMIT ?"),
    latestUnderWay: database.prepare(
      "SELECT * FROM jobs WHERE state IN ('preparing', 'sent', 'accepted', 'received') ORDER BY COALESCE(sent_at, 1e15) DESC LIMIT 1",
    ),
    active: database.prepare(`SELECT * FROM jobs WHERE state IN ${activeStates} ORDER BY position`),
    interrupted: database.prepare("SELECT * FROM jobs WHERE state IN ('preparing', 'sent') ORDER BY position"),
    unsureIds: database.prepare("SELECT id FROM jobs WHERE state = 'unsure' ORDER BY position"),
    // Held ones as well: what a person takes back is everything that was not sent
    unsentIds: database.prepare("SELECT id FROM jobs WHERE state = 'queued' ORDER BY position"),
    hold: database.prepare(`UPDATE jobs SET held = ? WHERE id IN ${given} AND state = 'queued'`),
    // Every reason that waits for a person's word about the run that asked for it ends with that word
    adopt: database.prepare(
      `UPDATE jobs SET run = ?1, held = CASE WHEN substr(held, 1, 10) = 'left-over:' THEN NULL ELSE held END
       WHERE id IN (SELECT value FROM json_each(?2)) AND (run IS NOT ?1 OR substr(held, 1, 10) = 'left-over:')`,
    ),
    runsOf: database.prepare(`SELECT id, run FROM jobs WHERE id IN ${given} AND run IS NOT NULL ORDER BY id`),
    releaseGiven: database.prepare(`UPDATE jobs SET held = NULL WHERE id IN ${given} AND substr(held, 1, 10) = 'left-over:'`),
    renameHold: database.prepare('UPDATE jobs SET held = ? WHERE held = ?'),
    waitingRuns: database.prepare("SELECT DISTINCT run FROM jobs WHERE run IS NOT NULL AND state = 'queued' AND held IS NULL"),
    waitingOfRun: database.prepare("SELECT id FROM jobs WHERE run = ? AND state = 'queued' AND held IS NULL ORDER BY position"),
    release: database.prepare('UPDATE jobs SET held = NULL WHERE held = ? RETURNING id'),
    // Results go there: ?2 is the folder. ?3, where it is not null, begins the paths of the photos it stands beside; ?4: of no photo
    holdFolder: database.prepare(
      `UPDATE jobs SET held = ?1 WHERE state = 'queued' AND held IS NULL AND (folder = ?2 OR (folder IS NULL AND photo_path IS NULL AND ?4)
         OR (folder IS NULL AND ?3 IS NOT NULL AND substr(photo_path, 1, length(?3)) = ?3 AND instr(substr(photo_path, length(?3) + 1), ?5) = 0))
       RETURNING id`,
    ),
    // Paid already: their names are decided
    holdReceived: database.prepare(
      `UPDATE jobs SET held = ?1 WHERE state = 'received' AND held IS NULL AND substr(target, 1, length(?2)) = ?2
         AND instr(substr(target, length(?2) + 1), ?3) = 0 RETURNING id`,
    ),
    holdSource: database.prepare(
      `UPDATE jobs SET held = ?1 WHERE state = 'queued' AND held IS NULL AND substr(photo_path, 1, length(?2)) = ?2
         AND instr(substr(photo_path, length(?2) + 1), ?3) = 0 RETURNING id`,
    ),
    waitingIn: database.prepare(
      `SELECT COUNT(*) AS count FROM jobs WHERE state IN ('queued', 'preparing') AND substr(photo_path, 1, length(?1)) = ?1
         AND instr(substr(photo_path, length(?1) + 1), ?2) = 0`,
    ),
    holdRule: database.prepare(
      "UPDATE jobs SET held = ?1 WHERE state = 'queued' AND held IS NULL AND simulated = 0 AND rule = ?2 AND price_usd >= ?3 RETURNING id",
    ),
    holdSchedule: database.prepare(
      "UPDATE jobs SET held = ?1 WHERE state = 'queued' AND held IS NULL AND rule = ?2 RETURNING id",
    ),
    holdAccount: database.prepare(
      "UPDATE jobs SET held = ?1 WHERE state = 'queued' AND held IS NULL AND simulated = 0 AND backend = ?2 AND price_usd >= ?3 RETURNING id",
    ),
    noteHold: database.prepare(
      `INSERT INTO holds (held, problem_code, problem_message, until) VALUES (?, ?, ?, ?) ON CONFLICT (held) DO UPDATE SET
         problem_code = excluded.problem_code, problem_message = excluded.problem_message, until = excluded.until`,
    ),
    dropHold: database.prepare('DELETE FROM holds WHERE held = ?'),
    holds: database.prepare(
      `SELECT sums.held, count, paid, usd, problem_code, problem_message, until FROM
         (SELECT held, COUNT(*) AS count, SUM(state = 'received') AS paid, SUM(CASE WHEN state = 'queued' THEN price_usd ELSE 0 END) AS usd
          FROM jobs INDEXED BY jobs_held WHERE held IS NOT NULL AND state IN ('queued', 'received') GROUP BY held) AS sums
       LEFT JOIN holds ON holds.held = sums.held ORDER BY sums.held`,
    ),
    heldIds: database.prepare(
      "SELECT id FROM jobs INDEXED BY jobs_held WHERE held = ? AND state IN ('queued', 'received') ORDER BY position",
    ),
    allHeldIds: database.prepare(
      "SELECT id FROM jobs INDEXED BY jobs_held WHERE held IS NOT NULL AND state IN ('queued', 'received')",
    ),
    // A rule's limits are what was said last: they hold for what waits under its name already. One that is not named stays as it was
    capRule: database.prepare(
      `UPDATE jobs SET rule_usd = COALESCE(?1, rule_usd), rule_hour_usd = COALESCE(?2, rule_hour_usd),
         rule_total_usd = COALESCE(?3, rule_total_usd) WHERE rule = ?4 AND state = 'queued'`,
    ),
    limitRule: database.prepare(
      "UPDATE jobs SET rule_usd = ?1, rule_hour_usd = ?2, rule_total_usd = ?3 WHERE rule = ?4 AND state = 'queued'",
    ),
    cheapest: database.prepare(
      "SELECT MIN(price_usd) AS usd FROM jobs WHERE state = 'queued' AND held IS NULL AND simulated = 0 AND backend = ? AND price_usd < ?",
    ),
    waitingBackends: database.prepare("SELECT DISTINCT backend, simulated FROM jobs WHERE state = 'queued' AND held IS NULL"),
    waitingFor: database.prepare(
      "SELECT id FROM jobs WHERE state = 'queued' AND held IS NULL AND backend = ? AND simulated = ? ORDER BY position LIMIT ?",
    ),
    openOfPhotos: database.prepare(
      `SELECT jobs.id, state, simulated FROM json_each(?) AS wanted CROSS JOIN jobs INDEXED BY jobs_by_photo ON photo_id = wanted.value
       WHERE state IN ${activeStates}`,
    ),
    workOfPhoto: database.prepare(
      "SELECT 1 FROM jobs INDEXED BY jobs_by_photo WHERE photo_id = ? AND state NOT IN ('failed', 'cancelled') LIMIT 1",
    ),
    openWithOthers: database.prepare(
      `SELECT jobs.id, state, simulated FROM jobs WHERE state IN ${activeStates} AND others <> '[]'
         AND EXISTS (SELECT 1 FROM json_each(jobs.others) AS other WHERE other.value IN ${given})`,
    ),
    // By the photos that are asked about, of which each has few jobs: of one work ten thousand may be open
    openWork: database.prepare(
      `SELECT jobs.id, photo_id, state FROM json_each(?2) AS wanted CROSS JOIN jobs INDEXED BY jobs_by_photo ON photo_id = wanted.value
       WHERE work_key = ?1 AND state NOT IN ('done', 'failed', 'cancelled') ORDER BY jobs.id`,
    ),
    openText: database.prepare(
      `SELECT id, photo_id, state FROM jobs INDEXED BY jobs_by_work
       WHERE work_key = ? AND photo_id IS NULL AND state NOT IN ('done', 'failed', 'cancelled') ORDER BY id`,
    ),
    paid: database.prepare(
      "SELECT id FROM jobs WHERE state IN ('accepted', 'received') AND held IS NULL ORDER BY position LIMIT ?",
    ),
    unfinished: database.prepare("SELECT * FROM jobs WHERE state NOT IN ('done', 'cancelled') AND cleared = 0 ORDER BY position"),
    recent: database.prepare(
      "SELECT * FROM jobs WHERE state IN ('done', 'cancelled') AND cleared = 0 ORDER BY finished_at DESC LIMIT ?",
    ),
    // Cleared rows leave the screen, never the ledger
    finishedIds: database.prepare("SELECT id FROM jobs WHERE state IN ('done', 'cancelled') AND cleared = 0"),
    clear: database.prepare(`UPDATE jobs SET cleared = 1 WHERE id IN ${given} AND state IN ('done', 'cancelled')`),
    duplicate: database.prepare(
      `SELECT * FROM jobs WHERE identity IN (?, ?) AND id <> ? AND released = 0 AND reused = 0
         AND state IN ('sent', 'accepted', 'received', 'unsure', 'done') LIMIT 1`,
    ),
    doneResults: database.prepare(
      `SELECT identity, result_id FROM jobs WHERE identity IN (SELECT value FROM json_each(?))
         AND result_id IS NOT NULL AND released = 0 AND state = 'done'`,
    ),
    // A job that was paid twice by mistake once may have this identity already: the older one then keeps its own
    adoptIdentity: database.prepare('UPDATE OR IGNORE jobs SET identity = ?, preparation = ?, pixel_hashes = ? WHERE id = ?'),
    oldDone: database.prepare(
      `SELECT jobs.* FROM jobs JOIN photos ON photos.content_hash = jobs.content_hash AND photos.missing = 0
       WHERE jobs.preparation = 1 AND jobs.state = 'done' AND jobs.released = 0 AND jobs.identity IS NOT NULL AND jobs.id > ?
       ORDER BY jobs.id LIMIT 1`,
    ),
    known: database.prepare(
      "SELECT 1 FROM jobs WHERE identity = ? AND released = 0 AND state IN ('sent', 'accepted', 'received', 'unsure', 'done') LIMIT 1",
    ),
    nameResult: database.prepare('UPDATE jobs SET result_id = ? WHERE id = ?'),
    notePrepared: database.prepare(
      `INSERT INTO prepared (content_hash, preparation, pixel_hash) VALUES (?, ?, ?)
       ON CONFLICT (content_hash, preparation) DO UPDATE SET pixel_hash = excluded.pixel_hash`,
    ),
    prepared: database.prepare(
      'SELECT content_hash, pixel_hash FROM prepared WHERE preparation = ? AND content_hash IN (SELECT value FROM json_each(?))',
    ),
    targetTaken: database.prepare(`SELECT 1 FROM jobs WHERE target_key = ? AND id <> ? AND state IN ${activeStates} LIMIT 1`),
    releaseJob: database.prepare('UPDATE jobs SET released = 1 WHERE id = ?'),
    forget: database.prepare('UPDATE jobs SET released = 1 WHERE result_id = ?'),
    counts: database.prepare('SELECT state, COUNT(*) AS count FROM jobs WHERE cleared = 0 GROUP BY state'),
    // The index holds all that is summed up; left to itself SQLite reads the whole rows
    run: database.prepare(
      `SELECT COUNT(*) AS total, COALESCE(SUM(state NOT IN ${activeStates}), 0) AS done,
         (SELECT COALESCE(SUM(usd), 0) FROM charges WHERE job_id >= ?1) AS spent,
         COALESCE(SUM(CASE WHEN reused THEN 0 ELSE price_usd END), 0) AS price FROM jobs INDEXED BY jobs_of_run WHERE id >= ?1 AND state <> 'cancelled'`,
    ),
    firstActive: database.prepare(`SELECT MIN(id) AS id FROM jobs WHERE state IN ${activeStates}`),
    day: database.prepare(
      `SELECT COUNT(*) AS done, (SELECT COALESCE(SUM(usd), 0) FROM charges WHERE at >= ?1) AS spent
       FROM jobs WHERE state = 'done' AND finished_at >= ?1`,
    ),
    doneUnder: database.prepare("SELECT COUNT(*) AS count FROM jobs WHERE rule = ? AND state = 'done' AND finished_at >= ?"),
    openPrice: database.prepare(
      "SELECT COALESCE(SUM(price_usd), 0) AS usd FROM jobs WHERE state IN ('queued', 'preparing', 'sent', 'accepted')",
    ),
    waitingPrice: database.prepare("SELECT COALESCE(SUM(price_usd), 0) AS usd FROM jobs WHERE state IN ('queued', 'preparing')"),
    places: database.prepare("SELECT id, position FROM jobs WHERE state IN ('queued', 'preparing') ORDER BY position"),
    place: database.prepare("UPDATE jobs SET position = ? WHERE id = ? AND state IN ('queued', 'preparing') RETURNING *"),
    newestJob: database.prepare('SELECT COALESCE(MAX(id), 0) AS id FROM jobs'),
    journalEnd: database.prepare('SELECT COALESCE(MAX(id), 0) AS id FROM journal'),
    journalFrom: database.prepare('SELECT * FROM jobs WHERE id IN (SELECT job_id FROM journal WHERE id > ?) ORDER BY id'),
    dropState: database.prepare('DELETE FROM queue_state WHERE name = ?'),
    readState: database.prepare('SELECT value FROM queue_state WHERE name = ?'),
    writeState: database.prepare(
      'INSERT INTO queue_state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    ),
  };
}
