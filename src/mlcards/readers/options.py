"""What a person may choose about the reading of a file; None is told from the file itself."""

from dataclasses import dataclass

from mlcards.core.foreign import Problem


@dataclass(frozen=True, slots=True)
class TableOptions:
    """What a person chose for a table.

    Attributes:
        delimiter: one character, or one of `csv_table.DELIMITER_NAMES`.
        header: whether the first row names the columns.
        columns: what each column holds, one of `table_columns.FIELDS`, or "" to leave it out.
        html: whether texts are HTML, to be turned into Markdown.
    """

    delimiter: str | None = None
    header: bool | None = None
    columns: tuple[str, ...] | None = None
    html: bool | None = None


@dataclass(frozen=True, slots=True)
class TablePreview:
    """What a table looks like, for a person to say what its columns hold.

    Attributes:
        delimiter: what stands between the cells; None where nothing seems to.
        header: whether the first row is taken for names.
        columns: the names; "Column 1" … where there are none.
        fields: what each column is taken for, one of `table_columns.FIELDS`, or "" for nothing.
        rows: the first rows, as they stand.
        html: whether texts are taken for HTML.
        problems: what is wrong with the part that was looked at.
    """

    delimiter: str | None = None
    header: bool = False
    columns: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    html: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class HeadingsOptions:
    """What a person chose for notes with questions.

    Attributes:
        level: of the headings that are questions, 1–6.
    """

    level: int | None = None


@dataclass(frozen=True, slots=True)
class QuizletOptions:
    r"""What a person chose for text from Quizlet. `\t` and `\n` may be written as such.

    Attributes:
        between_sides: what stands between a term and its definition.
        between_cards: what stands between two cards.
    """

    between_sides: str | None = None
    between_cards: str | None = None


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person chose for all files of an import.

    Attributes:
        file_format: name of a row of the registry, or another word for one ("apkg", "tsv").
        table: for tables.
        headings: for notes with questions.
        quizlet: for text from Quizlet.
        progress: whether schedules and histories come along; suspension and flags always do.
    """

    file_format: str | None = None
    table: TableOptions | None = None
    headings: HeadingsOptions | None = None
    quizlet: QuizletOptions | None = None
    progress: bool = True
