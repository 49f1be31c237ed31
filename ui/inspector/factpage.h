// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fact.h"

#include <QTabWidget>

class QGridLayout;
class QLabel;

namespace signalbox {

class CopyBox;
struct Console;
class FieldGrid;
class TextBlock;
class Theme;

/// One row of the event log: its fields, what was before and after, and the frame as it was received.
class FactPage final : public QTabWidget
{
    Q_OBJECT

public:
    FactPage(Console &console, const Theme &theme, QWidget *parent = nullptr);

    void setFact(const Fact &fact);

private:
    void showFields(const Fact &fact);
    void showBeforeAndAfter(const Fact &fact);
    void showRaw(const Fact &fact);

    Console &m_console;
    const Theme &m_theme;
    FieldGrid *m_fields;
    TextBlock *m_when;
    TextBlock *m_kind;
    TextBlock *m_flag;
    TextBlock *m_environment;
    TextBlock *m_what;
    TextBlock *m_by;
    TextBlock *m_source;
    TextBlock *m_lag;
    TextBlock *m_error;
    TextBlock *m_serial;
    QWidget *m_comparison;
    QGridLayout *m_comparisonLayout;
    QLabel *m_noComparison;
    CopyBox *m_raw;
};

/// One difference as words.
struct BeforeAfter
{
    QString field;
    QString before;
    QString after;
    bool isValue = false; ///< a value as it was or is, on as many lines as it takes
    bool operator==(const BeforeAfter &) const = default;
};

/// What the row says of before and after; empty where it says nothing. Plain text.
[[nodiscard]] QVector<BeforeAfter> beforeAndAfter(const Fact &fact);

} // namespace signalbox
