"""What the page 故障 looks at: the scorecard, the records, and what the filters leave of them."""

from dataclasses import dataclass
from functools import cached_property

from kpi.faults import FaultRecords, Ticket
from kpi.handling import TIMED, Scope, Standing, against, left_out, reported
from kpi.score import Scorecard
from kpi.sentences import name_of
from kpi.values import Finding, Number
from pages.parts import filters, links
from pages.parts.text import cut_off_words, escaped, span_words

_TAGS = {"软件": "software", "硬件": "hardware"}


@dataclass(frozen=True)
class Scene:
    """A package in a period, narrowed by the scope to a system, a class, both or neither."""

    card: Scorecard
    records: FaultRecords
    scope: Scope

    @cached_property
    def mtbf(self) -> Finding:
        """The finding of MTBF, which every package has."""
        return next(one for one in self.findings if one.indicator.measure == "mtbf")

    @cached_property
    def timed(self) -> list[Finding]:
        """The findings on response and repair that look at the class chosen, in the order of the table."""
        tags = (None, _TAGS[self.scope.fault_class]) if self.scope.fault_class else (None, *_TAGS.values())
        return [one for one in self.findings if one.indicator.measure in TIMED and one.indicator.tag in tags]

    @property
    def findings(self) -> list[Finding]:
        """Those of the target table."""
        return [one.finding for one in self.card.indicators]

    @cached_property
    def standings(self) -> dict[str, list[tuple[Ticket, Standing]]]:
        """Code of an indicator on response or repair → the tickets that are a matter of it."""
        return {one.indicator.code: against(self.records.tickets, one.indicator, self.scope) for one in self.timed}

    @cached_property
    def by_ticket(self) -> dict[str, list[Standing]]:
        """Number of a ticket → how it stands against each indicator."""
        found: dict[str, list[Standing]] = {}
        for pairs in self.standings.values():
            for ticket, one in pairs:
                found.setdefault(ticket.ticket_id, []).append(one)
        return found

    @cached_property
    def over(self) -> list[Ticket]:
        """The tickets that took longer than a limit or are open past one, newest first."""
        return [one for one in self.records.tickets if any(found.is_over for found in self._of(one))]

    @cached_property
    def open(self) -> list[Ticket]:
        """The tickets not answered or not restored at the moment, newest first."""
        return [one for one in self.records.tickets if any(found.is_open for found in self._of(one))]

    def _of(self, ticket: Ticket) -> list[Standing]:
        return self.by_ticket.get(ticket.ticket_id, [])

    def only(self, system_id: str | None, fault_class: str | None) -> "Scene":
        """The same narrowed further."""
        scope = self.scope.only(system_id or self.scope.system_id, fault_class or self.scope.fault_class)
        return Scene(self.card, self.records, scope)

    @cached_property
    def reported(self) -> list[Ticket]:
        """The counting tickets reported in the period."""
        return reported(self.records.tickets, self.scope)

    def value(self, finding: Finding) -> tuple[bool, Number]:
        """Whether the scorecard knows the mean of what is looked at, and that mean."""
        if self.scope.fault_class is not None and finding.indicator.tag is None:
            return False, None
        if self.scope.system_id is None:
            return True, finding.value if isinstance(finding.value, float | int) else None
        own = next((one for one in finding.systems if one.system_id == self.scope.system_id), None)
        return True, own.value if own else None

    def is_whole(self, finding: Finding) -> bool:
        """Whether all that the finding speaks of is looked at, so that its verdict and shares stand."""
        return self.scope.system_id is None and (self.scope.fault_class is None or finding.indicator.tag is not None)

    def list_link(self, name: str, words: str) -> str:
        """A link to a list of the tickets looked at; words are HTML already."""
        return links.to("faults", words, pkg=self.card.package, **filters.carried("system", "class"), list=name)

    def ticket_link(self, ticket: Ticket, words: str) -> str:
        """A link to the card of a ticket, which leads back to where one was; words are HTML already."""
        return links.ticket(self.card.package, ticket.ticket_id, words, **filters.carried("system", "class", "list"))

    def looked_at(self) -> str:
        """'治安监控，硬件', or '' without a filter."""
        chosen = (name_of(self.scope.system_id) if self.scope.system_id else None, self.scope.fault_class)
        return "，".join(word for word in chosen if word)

    @property
    def is_unreported(self) -> bool:
        """Whether not a month of the period has its tickets, so that nothing found means nothing."""
        return not self.timed[0].covered_months

    def lead(self) -> str:
        """What is looked at, how much of it there is, and what was not handed in."""
        said = [span_words(self.card.period), cut_off_words(self.card.as_of), self._amount()]
        if chosen := self.looked_at():
            said.insert(0, f"只看 {chosen}")
        words = "".join(f"<span>{escaped(word)}</span>" for word in said)
        return f"<p class='k-lead k-lead-list'>{words}</p>"

    def _amount(self) -> str:
        if self.is_unreported:
            return "故障工单没有上报"
        missing = "、".join(str(month) for month in self.timed[0].missing_months)
        return f"报修 {len(self.reported)} 单{self._left_out()}{f'，缺 {missing} 的工单' if missing else ''}"

    def _left_out(self) -> str:
        found = left_out(self.records.tickets, self.scope)
        retired = sum(one.is_retired for one in found)
        parts = [(len(found) - retired, "豁免"), (retired, "系统停用后")]
        said = "、".join(f"{words} {count} 单" for count, words in parts if count)
        return f"（另有{said}，不计）" if said else ""


def place(file: str | None, sheet: str | None, row: int | None, batch_id: str) -> str:
    """Where a record stands: file, sheet and row, with its batch."""
    where = "，".join(word for word in (file, f"表“{sheet}”" if sheet else "", f"第 {row} 行" if row else "") if word)
    return f"<span class='k-place'>{escaped(where)}<small>{escaped(batch_id)}</small></span>"


def meter(share: float, tone: str) -> str:
    """A bar filled to a share of 1."""
    width = 100 * min(max(share, 0.0), 1.0)
    return f"<span class='k-used'><i class='f-{tone}' style='width:{width:.1f}%'></i></span>"
