// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace signalbox {

class Theme;

/// Text to be read and copied as it is: read-only, fixed-width, selectable, with a button that copies it all.
class CopyBox final : public QWidget
{
    Q_OBJECT

public:
    /// @p lines: height of the text; 0 takes what room there is.
    CopyBox(const Theme &theme, const QString &title, int lines, QWidget *parent = nullptr);

    /// Another height; see the constructor.
    void setLines(int lines);
    void setText(const QString &text);
    void setTitle(const QString &title);
    /// Said in the text's place while there is none.
    void setEmptyText(const QString &sentence);
    [[nodiscard]] QString text() const;

private:
    void applyFont();
    void copy() const;

    const Theme &m_theme;
    int m_lines;
    QLabel *m_title;
    QPlainTextEdit *m_edit;
    QPushButton *m_copy;
};

} // namespace signalbox
