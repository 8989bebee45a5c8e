"""Work on all cores: tasks that share what was read before, and whose results come back in order.

Workers are forks of this process, so that nothing has to be sent to them. Where a system cannot fork,
or threads run that a fork would cut off, or there is too little to do, the work is done here.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from gongshi.heap import Heap, Slot

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")

_PR_SET_PDEATHSIG = 1


def cores() -> int:
    """How many cores this process may use: those that the system gives it, fewer where GONGSHI_CORES says so."""
    given = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    wanted = os.environ.get("GONGSHI_CORES", "")
    return max(1, min(given, int(wanted))) if wanted.isdecimal() else given


def in_parallel(work: Callable[[TaskT], ResultT], tasks: Sequence[TaskT], at_least: int = 2) -> list[ResultT]:
    """The result of ``work`` for each task, in the tasks' order, whichever core did it.

    ``at_least`` tasks are needed to make other processes worth their while. An exception of a worker
    is raised here. Results must be picklable; tasks need not be.
    """
    return list(streamed(work, tasks, at_least))


def streamed(work: Callable[[TaskT], ResultT], tasks: Sequence[TaskT], at_least: int = 2) -> Iterator[ResultT]:
    """As ``in_parallel``, but one after the other: where several processes work, results lie on disk until they are
    asked for."""
    count = min(cores(), len(tasks))
    if count < 2 or len(tasks) < at_least or not _may_fork():
        yield from map(work, tasks)
        return
    taken, heap = multiprocessing.get_context("fork").Value("l", 0), Heap()

    def share() -> list[tuple[int, Slot]]:
        done: list[tuple[int, Slot]] = []
        while True:
            with taken.get_lock():
                start, taken.value = taken.value, taken.value + max(1, min(32, len(tasks) // (32 * count)))
                end = min(taken.value, len(tasks))
            if start >= len(tasks):
                return done
            done += [(start, slot) for slot in heap.put([work(task) for task in tasks[start:end]])]

    for _, slot in sorted(_shares(share, count)):
        yield from heap.get(slot)


def aside(work: Callable[[], ResultT], worth_it: bool = True) -> Callable[[], ResultT]:
    """Begin to work on another core; what waits until that is done gives the result, or raises the exception, of
    ``work``. Where there is no other core, or it is not ``worth_it``, the work is done when somebody waits for it."""
    if not worth_it or cores() < 2 or not _may_fork():
        return work
    child, receiver = _started(work)

    def ended() -> ResultT:
        try:
            found: ResultT = _received(receiver)
            return found
        finally:
            receiver.close()
            child.join()

    return ended


def _started(work: Callable[[], Any]) -> tuple[BaseProcess, Connection]:
    """A fork that works, and what its result is read from."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(work, receiver, sender, os.getpid()), daemon=True)
    child.start()
    sender.close()
    return child, receiver


def _shares(share: Callable[[], list[tuple[int, Slot]]], count: int) -> list[tuple[int, Slot]]:
    """What ``share`` gives in so many processes, this one among them."""
    children = [_started(share) for _ in range(count - 1)]
    try:
        done = share()
        for child, receiver in children:
            done += _received(receiver)
            child.join()
    finally:
        for child, receiver in children:
            receiver.close()
            if child.is_alive():
                child.terminate()
                child.join()
    return done


def _may_fork() -> bool:
    can = "fork" in multiprocessing.get_all_start_methods() and sys.platform == "linux"
    return can and threading.active_count() == 1 and not multiprocessing.current_process().daemon


def _run(work: Callable[[], Any], receiver: Connection, sender: Connection, parent: int) -> None:
    """In a worker: do some work and send its result. It ends with its parent, whose lock on the site it would hold."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return
    receiver.close()
    with suppress(BrokenPipeError), sender:  # where nobody waits any more
        try:
            found, failed = work(), None
        except BaseException as error:
            found, failed = None, error
        sender.send((found, failed))


def _received(receiver: Connection) -> Any:
    try:
        done, error = receiver.recv()
    except EOFError:
        raise RuntimeError("a worker ended without a result (killed, or out of memory)") from None
    if error is not None:
        raise error
    return done
