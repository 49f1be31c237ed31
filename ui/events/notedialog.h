// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace signalbox {

struct ConnectionInfo;
class Theme;

/// Where a note of the event log is written or edited.
class NoteDialog final : public QDialog
{
    Q_OBJECT

public:
    /// @p about says what the note is about, in words; may be empty. @p text is there already.
    NoteDialog(const ConnectionInfo &connection, const Theme &theme, const QString &about,
               const QString &text, QWidget *parent = nullptr);

signals:
    /// Saved; trimmed and not empty.
    void saved(const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] QString text() const;
    void textChanged();
    void save();

    QPlainTextEdit *m_text;
    QLabel *m_left;
    QPushButton *m_save;
};

} // namespace signalbox
