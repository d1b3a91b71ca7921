"""The public register of companies: asked by name or SIREN, kept a month, never needed.

`asking.look_up` asks, `reading` makes one plain row of each answer, `filling` says what it would
change on a company of ours.
"""
