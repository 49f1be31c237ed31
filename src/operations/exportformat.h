// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fact.h"

#include <QHash>
#include <QString>

namespace signalbox {

enum class ExportFormat { Csv, JsonLines, Markdown };

/// csv, jsonl, md: what the name of a file ends in.
[[nodiscard]] QString fileSuffix(ExportFormat format);

struct ExportOptions
{
    ExportFormat format = ExportFormat::Csv;
    QString environment;     ///< name of the one shown
    bool rawFrames = false;  ///< frames as received; they may name people, so never without names
    bool peopleNames = true; ///< false: "person 1", "person 2", the same for the same name

    bool operator==(const ExportOptions &) const = default;
};

/// Rows of the event log as the lines of a file. CSV follows RFC 4180, its cells are kept from being
/// formulas; Markdown is a table whose cells mean nothing to Markdown or HTML. Control and reordering
/// characters become visible in both. Holds no file. Remembers the names that it replaced.
class ExportFormatter final
{
public:
    explicit ExportFormatter(const ExportOptions &options);

    /// What stands above the rows; empty for JSON Lines.
    [[nodiscard]] QByteArray head() const;
    /// One row with its line end. UTF-8.
    [[nodiscard]] QByteArray line(const Fact &fact);

private:
    [[nodiscard]] QStringList titles() const;
    [[nodiscard]] QStringList cells(const Fact &fact) const;
    [[nodiscard]] QString replacedName(const QString &name);

    ExportOptions m_options;
    QHash<QString, int> m_people;
};

/// A text as one cell of a table that is pasted into a spreadsheet: on one line, and never run.
[[nodiscard]] QString pastedCell(const QString &text);
/// A text as a CSV field. A spreadsheet must not run it: what begins with = + - @ (also full width), a tab or
/// a line end gets a leading apostrophe. Quoted where RFC 4180 asks for it.
[[nodiscard]] QString csvField(const QString &text);
/// A text as a cell of a Markdown table: one line on which nothing is markup.
[[nodiscard]] QString markdownCell(const QString &text);

} // namespace signalbox
