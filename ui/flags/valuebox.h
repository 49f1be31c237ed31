// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flag.h"

#include <QWidget>

#include <optional>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace signalbox {

class Theme;

/// Where a config's value is written: one line, or several for objects, lists and files; checked against its
/// type as one types, with what is wrong told at its line. Takes up a new report only while nobody has
/// written anything.
class ValueBox final : public QWidget
{
    Q_OBJECT

public:
    explicit ValueBox(const Theme &theme, QWidget *parent = nullptr);

    /// Begins anew with @p text instead of what is reported, or with that.
    void begin(const FlagKey &key, const std::optional<QString> &text);
    /// @p now: what is reported. @p free: it may be edited now.
    void showState(const Flag &now, bool free);

    /// What was written, where that is a value of the type.
    [[nodiscard]] const std::optional<FlagValue> &value() const { return m_value; }
    /// Why it is none. Empty where it is one.
    [[nodiscard]] const QString &problem() const { return m_problem; }
    /// What was written and differs from what was reported when it was begun; absent while nothing was.
    [[nodiscard]] std::optional<QString> written() const;
    /// Room of several lines is wanted.
    [[nodiscard]] bool isLarge() const { return m_large; }
    void focusText();

signals:
    void edited();

private:
    /// What is reported is @p now, another one than before or of another type.
    void take(const Flag &now, const QString &type);
    [[nodiscard]] QString text() const;
    void setText(const QString &text);
    void check();
    void markLine(int line);
    void restyle();
    void setRows();

    const Theme &m_theme;
    QLabel *m_title;
    QPushButton *m_revert;
    QLineEdit *m_line;
    QPlainTextEdit *m_lines;
    QLabel *m_note;
    FlagKey m_key;
    QString m_type;
    std::optional<FlagValue> m_reported;
    QString m_reportedText;
    std::optional<QString> m_begunWith; ///< to be put in once what is reported is known
    std::optional<FlagValue> m_value;
    QString m_problem;
    bool m_isShown = false; ///< something reported has been taken since it was begun
    bool m_large = false;   ///< room for many lines
    bool m_oneLine = false; ///< a number, or true or false
    bool m_touched = false;
};

} // namespace signalbox
