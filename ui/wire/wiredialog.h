// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace signalbox {

struct Console;
class EnvironmentBand;
class Theme;
class WireModel;
class WireView;

/// What went over the stream's wire, piece by piece as it arrived: follow, pause, find, look at it as hex,
/// copy and export. Only for a feed that has a wire. Not modal: it may stay open beside the work; open it
/// with show().
class WireDialog final : public QDialog
{
    Q_OBJECT

public:
    /// @p console and @p theme must outlive this.
    WireDialog(const Console &console, const Theme &theme, QWidget *parent);
    ~WireDialog() override;

    /// All rows into a file: JSON Lines where its name ends in .jsonl, else plain text. Fails with Storage.
    Result<void> exportTo(const QString &path) const;
    void findNext(bool backwards);
    /// The selected rows, or all where none is selected, as plain text.
    void copy() const;

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    [[nodiscard]] QWidget *createBar();
    [[nodiscard]] QWidget *createLists();
    void createButtons();
    void createKeys();
    void showCounts();
    void showPiece(int row);
    void chooseFile();
    [[nodiscard]] QString emptySentence() const;

    const Console &m_console;
    const Theme &m_theme;
    WireModel *m_model;
    EnvironmentBand *m_band;
    WireView *m_view;
    QPlainTextEdit *m_block;
    QStackedWidget *m_stack;
    QLabel *m_empty;
    QLabel *m_counts;
    QLabel *m_outcome;
    QLineEdit *m_find;
    QPushButton *m_follow;
    QPushButton *m_pause;
    QPushButton *m_hex;
    QPushButton *m_copy;
    QPushButton *m_export;
};

} // namespace signalbox
