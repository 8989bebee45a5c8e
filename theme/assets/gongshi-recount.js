// Counts a vote again in the reader's browser, from the numbers on the page or from others that the
// reader puts in. The rules, and every number and name that they hang on, come from the table that the
// generator writes beside the list of votes; this file has the arithmetic only, and no words.
"use strict";
(() => {
  const step = (key, facts = {}, holds = null) => ({ step: `recount.${key}`, facts, holds });
  const wrong = (kind, ...route) => ({ wrong: kind, route });
  const lacks = (field) => ({ missing: field });
  const known = (value) => value !== null && value !== undefined;
  const add = (numbers) => numbers.reduce((sum, number) => sum + (number ?? 0), 0);
  const exactly = (number) => ({ low: number, high: number });

  // One vote in the record's own names: what was not published is absent, and never zero.
  const counter = (table, vote) => {
    const { rules } = table;

    // ------------------------------------------------------------- what the numbers are shares of

    const isPoll = (tally) =>
      !known(tally.yes) &&
      !known(tally.no) &&
      [tally.satisfied, tally.basically_satisfied, tally.dissatisfied].some(known);

    const inFavour = (tally) => {
      if (!tally) return null;
      if (!isPoll(tally)) return tally.yes ?? null;
      const { satisfied, basically_satisfied: basically } = tally;
      return known(satisfied) && known(basically) ? satisfied + basically : null;
    };

    const against = (tally) => {
      if (!tally) return null;
      return (isPoll(tally) ? tally.dissatisfied : tally.no) ?? null;
    };

    const missingOfTally = (tally, holder, plain, poll) => {
      if (!tally) return [holder];
      const names = isPoll(tally) ? poll : plain;
      return names.filter((name) => !known(tally[name])).map((name) => `${holder}.${name}`);
    };

    const missingInFavour = (tally, holder = "tally") =>
      missingOfTally(tally, holder, ["yes"], ["satisfied", "basically_satisfied"]);

    const fewestMembers = () =>
      Math.max(
        add(table.options.map((name) => vote.tally?.[name])),
        ...vote.candidates.map((each) => (each.tally ? (inFavour(each.tally) ?? 0) : 0)),
        ...vote.candidates.map((each) => each.votes ?? 0),
        vote.roll.length,
        ...["present", "issued", "returned", "valid", "invalid"].map((name) => vote[name] ?? 0),
      );

    const members = () => {
      if (!known(vote.seats)) return null;
      if (known(vote.vacant)) return exactly(Math.max(0, vote.seats - vote.vacant));
      return { low: Math.min(vote.seats, fewestMembers()), high: vote.seats };
    };

    const baseSize = (base, tally) => {
      if (base === "all_members") return members();
      if (base === "cast") {
        const [yes, no] = [inFavour(tally), against(tally)];
        return known(yes) && known(no) ? exactly(yes + no) : null;
      }
      return known(vote[base]) ? exactly(vote[base]) : null;
    };

    const missingOfBase = (base, tally, holder = "tally") => {
      if (base === "all_members") {
        if (!known(vote.seats)) return ["seats"];
        return known(vote.vacant) ? [] : ["vacant"];
      }
      if (base === "cast") {
        const poll = ["satisfied", "basically_satisfied", "dissatisfied"];
        return missingOfTally(tally, holder, ["yes", "no"], poll);
      }
      return known(vote[base]) ? [] : [base];
    };

    // -------------------------------------------------------------------------- sums

    const atMost = function* (kind, route, name, count, other, otherCount) {
      const holds = count <= otherCount;
      yield step("at_most", { name, count, other, other_count: otherCount }, holds);
      if (!holds) yield wrong(kind, ...route);
    };

    const compared = function* (kind, route, name, count, other, otherCount, mustEqual) {
      if (!mustEqual) {
        yield* atMost(kind, route, name, count, other, otherCount);
        return;
      }
      const holds = count === otherCount;
      yield step("equals", { name, count, other, other_count: otherCount }, holds);
      if (!holds) yield wrong(kind, ...route);
    };

    const upperCounts = () => {
      const counts = [];
      if (known(vote.seats))
        counts.push(
          known(vote.vacant)
            ? ["all_members", Math.max(0, vote.seats - vote.vacant)]
            : ["seats", vote.seats],
        );
      for (const name of ["present", "issued", "returned"])
        if (known(vote[name])) counts.push([name, vote[name]]);
      return counts;
    };

    const smallestLimit = () => {
      if (known(vote.valid)) return ["valid", vote.valid];
      if (known(vote.returned) && known(vote.invalid))
        return ["returned_less_invalid", vote.returned - vote.invalid];
      return upperCounts().at(-1) ?? null;
    };

    const ballots = function* (last) {
      const { valid, invalid, returned } = vote;
      if (known(valid) && known(invalid)) {
        if (known(returned)) {
          const holds = valid + invalid === returned;
          yield step("ballots", { valid, invalid, sum: valid + invalid, returned }, holds);
          if (!holds) yield wrong("counts_chain", "valid");
        } else if (last) {
          yield* atMost("counts_chain", ["valid"], "valid_and_invalid", valid + invalid, ...last);
        }
        return;
      }
      for (const name of ["valid", "invalid"])
        if (known(vote[name]) && last)
          yield* atMost("counts_chain", [name], name, vote[name], ...last);
    };

    const chain = function* () {
      const { seats, vacant } = vote;
      if (known(seats) && known(vacant)) {
        if (vacant > seats) yield wrong("counts_chain", "vacant");
        else yield step("members", { seats, vacant, members: seats - vacant }, true);
      }
      const counts = upperCounts();
      for (let i = 1; i < counts.length; i += 1)
        yield* atMost("counts_chain", [counts[i][0]], ...counts[i], ...counts[i - 1]);
      yield* ballots(counts.at(-1) ?? null);
    };

    const onBallots = () =>
      ["issued", "returned", "valid", "invalid"].some((name) => known(vote[name]));

    const unaccounted = (tally) => {
      const names = [...(isPoll(tally) ? table.poll : table.decision), "absent"];
      const size = members();
      if (!known(vote.vacant) || size === null || known(vote.present) || onBallots()) return 0;
      if (known(tally.not_voting) || names.some((name) => !known(tally[name]))) return 0;
      return Math.max(0, size.low - add(names.map((name) => tally[name])));
    };

    const withAbsent = function* (tally, route, inRoom, inRoomIsAll) {
      const size = members();
      if (!known(tally.absent) || size === null) return;
      const exact = known(vote.vacant);
      const [other, most] = exact ? ["all_members", size.low] : ["seats", vote.seats];
      if (known(vote.present)) {
        const count = vote.present + tally.absent;
        const at = [...route, "absent"];
        yield* compared("tally_sum", at, "present_and_absent", count, other, most, exact);
        return;
      }
      const count = inRoom + tally.absent;
      yield* compared("tally_sum", route, "all_options", count, other, most, exact && inRoomIsAll);
      const lost = unaccounted(tally);
      if (lost) {
        yield step("unaccounted", { count: lost, other, other_count: most });
        yield wrong("unaccounted", ...route);
      }
    };

    const tallySums = function* (tally, route) {
      const names = isPoll(tally) ? table.poll : table.decision;
      const marked = add(names.map((name) => tally[name]));
      const complete = names.every((name) => known(tally[name]));
      if (!table.options.some((name) => known(tally[name]))) return;
      const limit = smallestLimit();
      if (limit) {
        const mustEqual = complete && limit[0] === "valid";
        yield* compared("tally_sum", route, "marked", marked, ...limit, mustEqual);
      }
      const inRoom = marked + (tally.not_voting ?? 0);
      const isAll = complete && known(tally.not_voting) && !onBallots();
      if (known(vote.present) && (known(tally.not_voting) || !limit))
        yield* compared("tally_sum", route, "in_room", inRoom, "present", vote.present, isAll);
      yield* withAbsent(tally, route, inRoom, isAll);
    };

    const candidateCounts = function* () {
      const listed = vote.candidates.length;
      const total = vote.candidate_count;
      if (known(total) && listed) {
        const route = ["candidate_count"];
        yield* atMost("candidate_count", route, "candidates", listed, "candidate_count", total);
      }
      const limit = smallestLimit();
      for (const [index, { votes, tally }] of vote.candidates.entries()) {
        const route = ["candidates", index];
        if (known(votes) && limit && votes > limit[1])
          yield wrong("candidate_count", ...route, "votes");
        if (!tally) continue;
        for (const found of tallySums(tally, [...route, "tally"])) if (found.wrong) yield found;
        const favour = inFavour(tally);
        if (known(votes) && known(favour) && votes !== favour)
          yield wrong("candidate_count", ...route, "votes");
      }
    };

    // -------------------------------------------------------------------------- the roll

    const sameName = (name) =>
      name
        .normalize("NFKC")
        .trim()
        .replace(/\s+/gu, " ")
        .replace(/(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])/gu, "");

    const rollFaults = function* () {
      const seen = new Set();
      for (const [index, [voter, option]] of vote.roll.entries()) {
        if (!table.options.includes(option)) yield wrong("roll_label", "roll", index, "option");
        const name = sameName(voter);
        if (seen.has(name)) yield wrong("voter_twice", "roll", index, "voter");
        seen.add(name);
      }
    };

    const rollIsUsable = () => vote.roll.length > 0 && rollFaults().next().done;
    const onRoll = (name) => vote.roll.filter(([, option]) => option === name).length;

    const tallyOfRoll = () => {
      const poll = table.poll.slice(0, 3).some(onRoll);
      const names = poll ? table.poll : table.decision;
      return Object.fromEntries(names.map((name) => [name, onRoll(name)]));
    };

    const rollChecks = function* () {
      if (!vote.roll.length) return;
      yield step("roll", { count: vote.roll.length });
      if (!rollIsUsable()) {
        yield step("roll_unusable", {}, false);
        yield* rollFaults();
        return;
      }
      const [limit] = upperCounts();
      if (limit) yield* atMost("roll_against_tally", ["roll"], "roll", vote.roll.length, ...limit);
      for (const name of vote.tally ? table.options : []) {
        const published = vote.tally[name];
        const count = onRoll(name);
        if (!known(published) || (["absent", "not_voting"].includes(name) && !count)) continue;
        const holds = count === published;
        const facts = { name: `roll_${name}`, count, other: name, other_count: published };
        yield step("roll_option", facts, holds);
        if (!holds) yield wrong("roll_against_tally", "tally", name);
      }
    };

    const sums = function* () {
      yield* chain();
      if (vote.tally) {
        for (const name of table.in_order)
          if (known(vote.tally[name])) yield step("option", { name, count: vote.tally[name] });
        yield* tallySums(vote.tally, ["tally"]);
      }
      yield* candidateCounts();
      yield* rollChecks();
    };

    // ------------------------------------------------------------------- rules and thresholds

    const neededVotes = ([over, under], moreThan, size) => {
      const product = over * size;
      const whole = (product - (product % under)) / under;
      return Math.max(1, moreThan ? whole + 1 : product % under ? whole + 1 : whole);
    };

    const neededBetween = (share, moreThan, size) => ({
      low: neededVotes(share, moreThan, size.low),
      high: neededVotes(share, moreThan, size.high),
    });

    const threshold = (rule, size) => {
      const kind = rules[rule.requires];
      const { requires } = rule;
      if (!kind.share) {
        const fixed = kind.needs.includes("votes") ? Math.max(1, rule.votes || 1) : 1;
        return { requires, needed: exactly(fixed), base: null, size: null };
      }
      const needed = neededBetween(kind.share, kind.more_than, size);
      return { requires, needed, base: rule.of ?? null, size };
    };

    const thresholdSteps = ({ requires, needed, base, size }) => {
      if (!base || !size) return [step(`needed.${requires}`, { needed: needed.high })];
      const facts = { needed: needed.high, base, size: size.high };
      if (size.low === size.high) return [step(`needed.${requires}`, facts)];
      const between = { ...facts, size_low: size.low, needed_low: needed.low };
      return [step(`needed_between.${requires}`, between)];
    };

    const lackingInRule = () =>
      vote.rule ? rules[vote.rule.requires].needs.filter((name) => !vote.rule[name]) : [];

    const ruleProblems = () =>
      vote.rule
        ? lackingInRule().flatMap((name) => [wrong("rule_incomplete", "rule"), lacks(`rule.${name}`)])
        : [lacks("rule")];

    const ruleFacts = (rule, more = {}) => {
      const facts = { base: rule.of, votes: rule.votes, ...more };
      return Object.fromEntries(Object.entries(facts).filter(([, fact]) => known(fact)));
    };

    const decision = (outcomes, more = {}) => ({
      computed: null,
      threshold: null,
      ranking: [],
      choose: null,
      even: false,
      ...more,
      outcomes,
    });

    const quorum = () => {
      if (!vote.quorum) return decision([]);
      const { share, of } = vote.quorum;
      const size = baseSize(of, vote.tally);
      if (size === null || !known(vote.present)) {
        const names = size === null ? missingOfBase(of, vote.tally) : [];
        return decision([...names, ...(known(vote.present) ? [] : ["present"])].map(lacks));
      }
      const kind = rules[share];
      const needed = neededBetween(kind.share ?? table.half, kind.more_than, size);
      const facts = { present: vote.present, needed: needed.high, base: of, size: size.high, share };
      if (needed.low <= vote.present && vote.present < needed.high)
        return decision([step("quorum_unknown", facts), lacks("vacant")]);
      const met = vote.present >= needed.high;
      return decision([step("quorum", facts, met)], { computed: met ? null : "no_quorum" });
    };

    // ------------------------------------------------------------------------- one question

    const countQuestion = (rule, tally, size, says) => {
      const favour = inFavour(tally) ?? 0;
      const opposed = against(tally); // null is unknown, so nobody is not known to be against
      const limit = threshold(rule, size);
      if (favour === 0 && opposed === 0) {
        const nobody = [step("nobody_voted"), wrong("nobody_voted", "tally"), lacks("tally")];
        return decision([says, ...nobody], { threshold: limit });
      }
      const outcomes = [says, ...thresholdSteps(limit)];
      const { low, high } = limit.needed;
      let computed = null;
      if (favour >= high) {
        computed = "passed";
        outcomes.push(step("reached", { count: favour, needed: high }));
      } else if (favour < low) {
        computed = "rejected";
        outcomes.push(step("not_reached", { count: favour, needed: low }));
      } else {
        outcomes.push(step("reached_unknown", { count: favour, needed: high, low }), lacks("vacant"));
      }
      const half = limit.size && favour === opposed && 2 * favour === limit.size.high;
      const even = Boolean(half && rules[rule.requires].more_than);
      if (even) outcomes.push(step("even", { count: favour }));
      return decision(outcomes, { computed, threshold: limit, even });
    };

    const hangsOn = (lost, rule, tally, computed) => {
      const names = isPoll(tally) ? ["basically_satisfied", "dissatisfied"] : ["yes", "no"];
      return names.some((name) => {
        const other = { ...tally, [name]: tally[name] + lost };
        const size = rule.of ? baseSize(rule.of, other) : null;
        return countQuestion(rule, other, size, step("")).computed !== computed;
      });
    };

    const decideQuestion = () => {
      const tally = vote.tally ?? (rollIsUsable() ? tallyOfRoll() : null);
      if (!vote.rule || lackingInRule().length)
        return decision([...ruleProblems(), ...(tally ? [] : [lacks("tally")])]);
      const asQuestion = rules[vote.rule.requires].question;
      if (!asQuestion) return decision([lacks("candidates")]);
      const [requires, base] = asQuestion;
      const rule = { ...vote.rule, requires, of: base ?? vote.rule.of ?? null };
      const says = step(`rule.question.${requires}`, ruleFacts(rule));
      const missing = missingInFavour(tally);
      const size = rule.of ? baseSize(rule.of, tally) : null;
      if (rules[requires].share && rule.of && size === null)
        missing.push(...missingOfBase(rule.of, tally));
      if (missing.length || !tally) return decision([says, ...[...new Set(missing)].map(lacks)]);
      const found = countQuestion(rule, tally, size, says);
      const lost = unaccounted(tally);
      if (!lost || !hangsOn(lost, rule, tally, found.computed)) return found;
      return { ...found, computed: null, outcomes: [...found.outcomes, lacks("tally.not_voting")] };
    };

    // --------------------------------------------------------------------- several candidates

    const votesOf = (candidate) => candidate.votes ?? inFavour(candidate.tally);

    const reaches = ({ votes, needed }) => {
      if (votes === null) return null;
      return votes >= needed.high ? true : votes < needed.low ? false : null;
    };

    const verdicts = (standings, limit, hidden, most) => {
      const [first] = standings;
      const shared = standings.every(
        ({ needed }) => needed.low === first.needed.low && needed.high === first.needed.high,
      );
      const open = standings.filter(({ votes }) => votes !== null);
      const sure = open.filter((each) => each.reaches);
      const ahead = shared ? open : sure;
      const able = open.filter((each) => each.reaches !== false);
      const unknown = hidden + standings.length - open.length;
      const above = (list, votes) => list.filter((each) => each.votes > votes).length;
      const level = (list, votes) => list.filter((each) => each.votes === votes).length;
      return standings.map((each) => {
        const { votes } = each;
        if (each.reaches === false || (votes === null && most < each.needed.low)) return "out";
        if (limit === null) return each.reaches ? "in" : "unknown";
        if (votes === null) return "unknown";
        const aheadSure = above(ahead, votes);
        const aheadAble = above(able, votes) + (most > votes ? unknown : 0);
        if (aheadSure >= limit) return "out";
        const levelAble = level(able, votes) + (most === votes ? unknown : 0);
        if (!each.reaches) return "unknown";
        if (aheadAble + levelAble <= limit) return "in";
        return aheadSure === aheadAble && level(sure, votes) === levelAble ? "tie" : "unknown";
      });
    };

    const candidateThreshold = (rule, candidate) => {
      if (!rules[rule.requires].share || !rule.of) return threshold(rule, null);
      const size = baseSize(rule.of, candidate.tally);
      return size === null ? null : threshold(rule, size);
    };

    const missingOfBallot = function* (rule, ranking, hidden) {
      if (hidden) yield lacks("candidates");
      const byShare = rules[rule.requires].share && rule.of;
      for (const { votes, tally } of vote.candidates) {
        if (!known(votes) && inFavour(tally) === null) {
          const names = tally ? missingInFavour(tally, "candidates.tally") : [];
          yield* (names.length ? names : ["candidates.votes"]).map(lacks);
        }
        if (byShare && baseSize(rule.of, tally) === null)
          yield* missingOfBase(rule.of, tally, "candidates.tally").map(lacks);
      }
      const between = ranking.filter((each) => each.votes !== null && each.reaches === null);
      if (rule.of === "all_members" && between.some((each) => each.verdict === "unknown"))
        yield* missingOfBase("all_members", null).map(lacks);
    };

    const arithmetic = function* (ranking, choose, hidden, byThreshold) {
      if (hidden) yield step("hidden", { count: hidden });
      if (hidden || ranking.some((each) => each.votes === null)) return;
      const enough = ranking.filter((each) => each.reaches === true).length;
      if (byThreshold) yield step("enough", { count: enough, total: ranking.length });
      if (choose === null) return;
      const of = (verdict) => ranking.filter((each) => each.verdict === verdict);
      const [winners, tied, losers] = [of("in"), of("tie"), of("out")];
      if (tied.length) {
        const places = choose - winners.length;
        yield step("tie_at_cut", { count: tied.length, votes: tied[0].votes, places });
      } else if (winners.length && losers.length && winners.length === choose) {
        const votes = Math.min(...winners.map((each) => each.votes));
        const next = Math.max(...losers.map((each) => each.votes));
        yield step("cut", { choose, votes, next });
      } else if (enough < choose && !of("unknown").length) {
        yield step("fewer", { count: enough, choose });
      }
    };

    const tie = function* (ranking, choose) {
      const tied = [...ranking.keys()].filter((index) => ranking[index].verdict === "tie");
      if (!tied.length || choose === null) return;
      const left = choose - ranking.filter((each) => each.verdict === "in").length;
      const elected = tied.filter((index) => ranking[index].declared).length;
      if (!vote.tie_break) {
        const name = known(vote.candidates[tied[0]].votes) ? "votes" : "tally";
        yield wrong("tie", "candidates", tied[0], name);
        return;
      }
      yield step("tie_break", { method: vote.tie_break.method }, elected === 0 || elected === left);
      if (tied.some((index) => ranking[index].declared === null) && elected !== left) {
        yield lacks("candidates.elected");
      } else if (elected > 0 && elected < left) {
        const at = tied.find((index) => ranking[index].declared);
        yield wrong("elected_count", "candidates", at, "elected");
      }
    };

    const compare = function* (ranking, choose) {
      if (ranking.every((each) => each.votes === 0)) {
        yield step("nobody_voted");
        yield wrong("nobody_voted", "candidates");
        yield lacks("candidates.votes");
        return;
      }
      for (const [index, { verdict, declared }] of ranking.entries())
        if ((verdict === "in" && declared === false) || (verdict === "out" && declared))
          yield wrong("result", "candidates", index, "elected");
      yield* tie(ranking, choose);
      const elected = [...ranking.keys()].filter((index) => ranking[index].declared);
      if (choose !== null && elected.length > choose)
        yield wrong("elected_count", "candidates", elected[choose], "elected");
      const open = ranking.some((each) => each.verdict === "in" && each.declared === null);
      if (ranking.length > 1 && open && table.results[vote.result] === "for")
        yield lacks("candidates.elected");
    };

    const computedOfBallot = (ranking, hidden) => {
      const found = new Set(ranking.map((each) => each.verdict));
      if (found.has("in")) return "elected";
      const only = (...some) => [...found].every((verdict) => some.includes(verdict));
      if (only("out") && !hidden && ranking.some((each) => each.votes)) return "not_elected";
      if (only("out", "tie") && vote.tie_break && !hidden)
        return ranking.some((each) => each.verdict === "tie" && each.declared)
          ? "elected"
          : "not_elected";
      return null;
    };

    const countBallot = (rule, says, choose, hidden) => {
      const limits = vote.candidates.map((each) => candidateThreshold(rule, each));
      const standings = vote.candidates.map((each, index) => {
        const needed = limits[index]?.needed ?? { low: 1, high: table.unbounded };
        const standing = { votes: votesOf(each), needed };
        return { ...standing, reaches: reaches(standing) };
      });
      const cap = smallestLimit();
      const decided = verdicts(standings, choose, hidden, cap ? cap[1] : table.unbounded);
      const counts = standings.map((each) => each.votes).filter((votes) => votes !== null);
      const ranking = standings.map((each, index) => ({
        id: vote.candidates[index].id,
        ...each,
        place: each.votes === null ? null : 1 + counts.filter((votes) => votes > each.votes).length,
        verdict: decided[index],
        declared: vote.candidates[index].elected ?? null,
      }));
      const shared = rule.of === "cast" ? null : limits[0];
      const outcomes = [
        says,
        ...(shared ? thresholdSteps(shared) : []),
        ...missingOfBallot(rule, ranking, hidden),
        ...arithmetic(ranking, choose, hidden, Boolean(rules[rule.requires].share)),
        ...compare(ranking, choose),
      ];
      const computed = computedOfBallot(ranking, hidden);
      return decision(outcomes, { computed, threshold: shared, ranking, choose });
    };

    const decideBallot = () => {
      const { rule } = vote;
      if (!rule || lackingInRule().length)
        return decision([...ruleProblems(), ...(vote.candidates.length ? [] : [lacks("candidates")])]);
      const choose = rule.choose || (rules[rule.requires].ranked ? 1 : null);
      const count = Math.max(vote.candidate_count ?? 0, vote.candidates.length);
      const says = step(`rule.ballot.${rule.requires}`, ruleFacts(rule, { choose, count }));
      if (vote.candidates.length)
        return countBallot(rule, says, choose, count - vote.candidates.length);
      const base = rule.of && rule.of !== "cast" ? missingOfBase(rule.of, null) : [];
      return decision([says, ...["candidates", ...base].map(lacks)], { choose });
    };

    // ------------------------------------------------------------------- against what was declared

    const againstDeclared = function* (found, met) {
      const declared = table.results[vote.result];
      const computed = met ? found.computed : "no_quorum";
      if (!declared) {
        yield wrong("result_word", "result");
        yield lacks("result");
      } else if (!met && declared !== "void") {
        yield step("declared", { declared: vote.result, computed: "no_quorum" }, false);
        yield wrong("no_quorum", "result");
      } else if (met && declared === "void" && !vote.quorum) {
        yield lacks("quorum");
      } else if (met && found.even && declared === "for") {
        if (vote.tie_break) {
          yield step("tie_break", { method: vote.tie_break.method }, true);
        } else {
          yield step("even_undecided", { declared: vote.result }, false);
          yield wrong("tie", "result");
        }
      } else if (computed !== null) {
        const holds = table.meaning[computed] === declared;
        yield step("declared", { declared: vote.result, computed }, holds);
        if (!holds) yield wrong("result", "result");
      }
    };

    const statusOf = (discrepancies, missing) => {
      const kinds = discrepancies
        .map((found) => found.wrong)
        .filter((kind) => !table.remarks.includes(kind));
      if (kinds.length) {
        const excused = vote.exception && kinds.every((kind) => table.excusable.includes(kind));
        return excused ? "exception" : "mismatch";
      }
      return missing.length ? "cannot_recount" : "confirmed";
    };

    const recount = () => {
      const present = quorum();
      const isBallot = vote.candidates.length > 0 || known(vote.candidate_count);
      const found = isBallot ? decideBallot() : decideQuestion();
      const met = present.computed !== "no_quorum";
      const outcomes = [
        ...sums(),
        ...present.outcomes,
        ...found.outcomes,
        ...againstDeclared(found, met),
      ];
      const missing = [...new Set(outcomes.filter((one) => one.missing).map((one) => one.missing))];
      const discrepancies = outcomes.filter((one) => one.wrong);
      const status = statusOf(discrepancies, missing);
      if (status === "confirmed" && vote.exception)
        discrepancies.push(wrong("exception_unneeded", "exception"));
      const steps = outcomes.filter((one) => one.step);
      steps.push(...missing.map((field) => step("not_published", { field })));
      const { threshold: limit, ranking, choose } = found;
      const computed = met ? found.computed : "no_quorum";
      return { status, missing, steps, computed, threshold: limit, ranking, choose, discrepancies };
    };

    return recount();
  };

  globalThis.gongshiRecount = counter;

  // --------------------------------------------------------------------------- the panel

  const start = (panel) => {
    const form = panel.querySelector("form");
    const result = panel.querySelector(".gs-again-result");
    const lines = panel.querySelector("ol");
    const published = JSON.parse(panel.querySelector("script[type='application/json']").textContent);
    const number = new Intl.NumberFormat("en");

    const fill = (template, facts) =>
      template.replace(/\{(\w+)\}/g, (all, name) => (name in facts ? facts[name] : all));

    const inWords = (table, key, facts = {}) => {
      const said = Object.entries(facts).map(([name, fact]) => {
        if (name in table.words_of) return [name, table.words[`${table.words_of[name]}.${fact}`] ?? fact];
        return [name, typeof fact === "number" ? number.format(fact) : fact];
      });
      return fill(table.words[key] ?? key, Object.fromEntries(said));
    };

    // The published vote with what the reader changed; an empty field is a number that is not known.
    const asked = () => {
      const vote = structuredClone(published);
      for (const field of form.elements) {
        if (!field.name || field.tagName === "OUTPUT" || field.disabled) continue;
        const path = field.name.split(".");
        const last = path.pop();
        let holder = vote;
        for (const part of path) holder = holder[part] ??= {};
        const isNumber = field.type === "number";
        if (field.value === "" || (isNumber && !field.validity.valid)) delete holder[last];
        else holder[last] = isNumber ? Number(field.value) : field.value;
      }
      if (vote.rule && !vote.rule.requires) delete vote.rule;
      return vote;
    };

    const line = (table, { step: key, facts, holds }) => {
      const uncertain = table.uncertain.some((end) => key.endsWith(end));
      const mark = holds === null ? (uncertain ? "missing" : "info") : holds ? "ok" : "no";
      const item = document.createElement("li");
      item.className = `gs-steps--${mark}`;
      const spoken = document.createElement("span");
      spoken.className = "gs-sr";
      spoken.textContent = table.words[`votes.step_${mark}`];
      const text = document.createElement("span");
      text.textContent = inWords(table, key, facts);
      item.append(spoken, text);
      return item;
    };

    const show = (table) => {
      const found = counter(table, asked());
      lines.replaceChildren(...found.steps.map((one) => line(table, one)));
      for (const [index, each] of found.ranking.entries()) {
        const output = form.elements.namedItem(`verdict.${index}`);
        if (output) output.value = table.words[`recount_here.verdict.${each.verdict}`];
      }
      const computed = found.computed ?? "none";
      const said = table.words[`recount.result.${computed}`] ?? table.words["recount_here.no_result"];
      const needed = found.threshold?.needed;
      const facts = { result: said };
      if (needed) facts.needed = number.format(needed.high);
      result.textContent = fill(
        table.words[needed && needed.low === needed.high ? "recount_here.result" : "recount_here.result_only"],
        facts,
      );
    };

    const begin = async () => {
      try {
        const answer = await fetch(panel.dataset.table);
        if (!answer.ok) throw new Error(String(answer.status));
        const table = await answer.json();
        show(table);
        form.addEventListener("input", () => show(table));
        form.addEventListener("reset", () => setTimeout(() => show(table)));
      } catch {
        result.textContent = panel.dataset.error;
      }
    };

    form.addEventListener("submit", (event) => event.preventDefault());
    panel.hidden = false;
    begin();
  };

  const panel = document.querySelector("[data-gs-again]");
  if (panel) start(panel);
})();
