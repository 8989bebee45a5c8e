"""Gongshi 公示: a static-site transparency publisher for a local legislature.

Data flows one way: load, check, derive, render, publish.
"""
