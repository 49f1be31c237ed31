// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "core/settings.h"

#include <QDialog>

#include <memory>

class QLabel;
class QLineEdit;
class QPushButton;

namespace signalbox {

class CompareFilterModel;
class CompareModel;
class CompareView;
struct Console;
class ElidedLabel;
class EnvironmentBand;
class TableNotice;
class Theme;
class Timer;

/// One table for all environments of the project: what differs from the one shown is marked. It only shows;
/// what is to be changed is chosen here and changed in the window. Not modal: it stays open beside the work,
/// and moves on by itself.
class CompareDialog final : public QDialog
{
    Q_OBJECT

public:
    /// References must outlive this.
    CompareDialog(Console &console, const Theme &theme, const Settings &settings, QWidget *parent);
    ~CompareDialog() override;

    /// Makes the flag's row current, unless the filter hides it.
    void selectFlag(const FlagKey &key);
    /// Ages move on; called once a second by the window.
    void tick();
    /// Writes down what is remembered.
    void keep(Settings &settings) const;

signals:
    /// To be shown in the window: a flag that the environment on screen has a record of.
    void flagChosen(const signalbox::FlagKey &key);
    /// A person changed what is remembered, or closed it; all of them, as they are now.
    void settingsEdited(const signalbox::Settings &settings);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] QWidget *createBar();
    [[nodiscard]] QWidget *createFoot();
    void connectAll();
    void applyText();
    void clearFilter();
    void keepCurrent();
    void showState();
    void choose(const FlagKey &key);
    void copyRows();
    void askForRules();
    void readAgain();
    void sayEdited();
    [[nodiscard]] QString countsText() const;
    [[nodiscard]] QString nothingSentence() const;
    [[nodiscard]] QString sameSentence() const;

    Console &m_console;
    const Settings &m_settings;
    std::unique_ptr<CompareModel> m_model;
    std::unique_ptr<CompareFilterModel> m_rows;
    EnvironmentBand *m_band;
    CompareView *m_view;
    TableNotice *m_notice;
    QLineEdit *m_text = nullptr;
    QPushButton *m_only = nullptr;
    ElidedLabel *m_counts = nullptr;
    QLabel *m_outcome = nullptr;
    QPushButton *m_show = nullptr;
    QPushButton *m_copy = nullptr;
    std::unique_ptr<Timer> m_typing;
    std::unique_ptr<Timer> m_rules;   ///< rows have stood still: their rules may be asked for
    std::unique_ptr<Timer> m_reading; ///< until the next reading, where the stream does not tell enough
};

} // namespace signalbox
